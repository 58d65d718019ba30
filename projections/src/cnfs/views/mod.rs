//! The views: pure functions of the rows and a lens, each shaped as it is answered.

mod activity;
mod figures;
mod funnel;
mod quality;
mod recruitments;
mod sessions;
mod tasks;
mod territories;
mod training;
mod trajectory;
mod workflow;

pub use activity::{Activities, ActivityPoint, activities};
pub use figures::Figures;
pub use funnel::{Funnel, Stage, funnel};
pub use quality::{Conventions, Quality, Share, quality};
pub use recruitments::{Recruitments, RecruitmentsPoint, recruitments};
pub use sessions::{SessionFigures, SessionRow, Sessions, sessions};
pub use tasks::{
    InScope, Lateness, TASKS_PAGE_MAX, TaskCount, TaskFilter, TaskRow, TaskScope, Tasks,
    counts_in_territory, task_roles, tasks, tasks_of,
};
pub use territories::{Level, Territories, TerritoryRow, territories};
pub use training::{
    DeliveryRow, LotRow, PathRow, PublishedFigure, Training, TrainingFigures, training,
};
pub use trajectory::{Milestone, Trajectory, TrajectoryPoint, trajectory};
pub use workflow::{KindCount, StateCount, WorkflowCounts, workflow_counts};
