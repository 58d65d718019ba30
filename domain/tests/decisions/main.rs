//! The programme's decisions, asked and answered in memory: the path, the rules, the laws.

#[cfg(test)]
mod events_back_to_commands;
#[cfg(test)]
mod every_event;
#[cfg(test)]
mod happy_path;
#[cfg(test)]
mod latitude;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod programme_in_memory;
#[cfg(test)]
mod reactions;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod shapes;
#[cfg(test)]
mod tally;
#[cfg(test)]
mod tasks;
