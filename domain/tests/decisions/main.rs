//! The programme's decisions, asked and answered in memory: the path, the rules, the laws.

#[cfg(test)]
mod any_stream;
#[cfg(test)]
mod arrows_of_people;
#[cfg(test)]
mod command_data;
#[cfg(test)]
mod docs;
#[cfg(test)]
mod events_back_to_commands;
#[cfg(test)]
mod every_event;
#[cfg(test)]
mod every_pair;
#[cfg(test)]
mod failures_of_hires;
#[cfg(test)]
mod happy_path;
#[cfg(test)]
mod host_files;
#[cfg(test)]
mod latitude;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod people_at_work;
#[cfg(test)]
mod permissions;
#[cfg(test)]
mod posts_and_votes;
#[cfg(test)]
mod probes;
#[cfg(test)]
mod programme_in_memory;
#[cfg(test)]
mod reactions;
#[cfg(test)]
mod reactions_of_histories;
#[cfg(test)]
mod real_failures_of_host_files;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod shapes;
#[cfg(test)]
mod tally;
#[cfg(test)]
mod tasks;
#[cfg(test)]
mod workflow;
