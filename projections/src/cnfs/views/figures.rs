//! The sums that funnel and territories share: one set of figures a place, added up.

use crate::cnfs::figure::Figure;
use crate::cnfs::files::candidate::PersonStanding;
use crate::cnfs::files::host::HostStanding;
use crate::cnfs::standing::Standing;

/// Declares a set of figures that are added up together.
macro_rules! figures {
    (
        $(#[$set_doc:meta])*
        pub struct $set:ident { $($(#[$doc:meta])* $name:ident,)+ }
    ) => {
        $(#[$set_doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
        pub struct $set {
            $($(#[$doc])* pub $name: $crate::cnfs::figure::Figure,)+
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
        let validated = host.posts_open.approximate;
        let convention = &host.convention;
        Self {
            hosts_registered: Figure::one(host.is_registered(), host.registered.is_in_doubt()),
            hosts_opined: host.opined.figure(),
            applications_validated: Figure::one(host.is_validated(), validated),
            posts_open: host.posts_open,
            posts_in_recruitment: host.posts_in_recruitment(),
            conventions_sent: Figure::one(convention.sent.is_some(), convention.is_in_doubt()),
            conventions_signed: Figure::one(
                convention.in_force().is_some(),
                convention.is_in_doubt(),
            ),
            ..Self::default()
        }
    }

    fn of_person(person: &PersonStanding<'_>) -> Self {
        let hire_in_doubt = person.hire.is_some_and(|hire| hire.in_doubt);
        Self {
            counsellors_hired: Figure::one(person.hire.is_some(), hire_in_doubt),
            counsellors_in_post: Figure::one(person.in_post, hire_in_doubt),
            counsellors_in_training: person.unless_cancelled(person.training.under_way),
            counsellors_certified: person.certified.figure(),
            ..Self::default()
        }
    }
}
