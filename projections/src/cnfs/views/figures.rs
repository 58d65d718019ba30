//! The sums that funnel and territories share: one set of figures a place, added up.

use std::ops::AddAssign;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

use crate::cnfs::files::candidate::PersonStanding;
use crate::cnfs::files::host::HostStanding;
use crate::cnfs::standing::Standing;

/// A count that knows whether it rests on a fact of which only the latest day is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figure {
    /// The count. Never clamped: a contradiction in the history shows.
    pub value: i64,
    /// Whether a fact behind it is dated `at_latest`.
    pub approximate: bool,
}

impl Figure {
    /// A part of a sum; what adds nothing leaves no doubt either.
    pub(crate) fn of(value: i64, in_doubt: bool) -> Self {
        Self {
            value,
            approximate: in_doubt && value != 0,
        }
    }
}

impl AddAssign for Figure {
    fn add_assign(&mut self, part: Self) {
        self.value += part.value;
        self.approximate |= part.approximate;
    }
}

/// The number alone: where a doubt is said, a field of its own says it.
impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.value)
    }
}

impl JsonSchema for Figure {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Figure".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        i64::json_schema(generator)
    }
}

/// Declares a set of figures that are added up together.
macro_rules! figures {
    (
        $(#[$set_doc:meta])*
        pub struct $set:ident { $($(#[$doc:meta])* $name:ident,)+ }
    ) => {
        $(#[$set_doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
        pub struct $set {
            $($(#[$doc])* pub $name: $crate::cnfs::views::Figure,)+
        }

        impl std::ops::AddAssign<&$set> for $set {
            fn add_assign(&mut self, part: &$set) {
                $(self.$name += part.$name;)+
            }
        }

        impl $set {
            /// Whether any of them rests on a fact of which only the latest day is known.
            pub fn is_approximate(&self) -> bool {
                [$(self.$name.approximate,)+].contains(&true)
            }
        }
    };
}

pub(crate) use figures;

figures! {
    /// What is counted at a place.
    pub struct Figures {
        /// See the definition of that name.
        hosts_registered,
        /// See the definition of that name.
        hosts_opined,
        /// See the definition of that name.
        applications_validated,
        /// See the definition of that name.
        posts_open,
        /// See the definition of that name.
        posts_in_recruitment,
        /// See the definition of that name.
        conventions_sent,
        /// See the definition of that name.
        conventions_signed,
        /// See the definition of that name.
        counsellors_hired,
        /// See the definition of that name.
        counsellors_in_post,
        /// See the definition of that name.
        counsellors_in_training,
        /// See the definition of that name.
        counsellors_certified,
    }
}

impl Figures {
    /// What one file adds.
    pub(crate) fn of(standing: &Standing<'_>) -> Self {
        match standing {
            Standing::Host(host) => Self::of_host(host),
            Standing::Person(person) => Self::of_person(person),
        }
    }

    fn of_host(host: &HostStanding) -> Self {
        let doubts = &host.doubts;
        let signed = i64::from(host.is_signed());
        Self {
            hosts_registered: Figure::of(i64::from(host.is_registered()), doubts.registration),
            hosts_opined: Figure::of(i64::from(host.opined), doubts.opinion),
            applications_validated: Figure::of(i64::from(host.is_validated()), doubts.posts),
            posts_open: Figure::of(host.posts_open, doubts.posts),
            posts_in_recruitment: Figure::of(
                host.posts_in_recruitment(),
                doubts.posts || doubts.account || doubts.filling,
            ),
            conventions_sent: Figure::of(host.sent.conventions, doubts.convention),
            conventions_signed: Figure::of(signed, doubts.convention),
            ..Self::default()
        }
    }

    fn of_person(person: &PersonStanding<'_>) -> Self {
        let hired = i64::from(person.hire.is_some());
        let hire_in_doubt = person.hire.is_some_and(|hire| hire.in_doubt);
        let in_training = i64::from(person.is_in_training());
        Self {
            counsellors_hired: Figure::of(hired, hire_in_doubt),
            counsellors_in_post: Figure::of(i64::from(person.in_post), hire_in_doubt),
            counsellors_in_training: Figure::of(in_training, person.training.in_doubt),
            counsellors_certified: Figure::of(
                i64::from(person.certified),
                person.certified_in_doubt,
            ),
            ..Self::default()
        }
    }
}
