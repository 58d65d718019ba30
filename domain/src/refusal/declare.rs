//! How tables of refusals become enums with codes and fields.

/// Declares the refusals of one area: each with the field at fault, where it is one. `at [field]`:
/// the variant's own part `field` names it.
macro_rules! refusals {
    (
        $(#[$area_doc:meta])*
        $area:ident
        $(
            $(#[$meta:meta])*
            $name:ident $({ $($(#[$doc:meta])* $part:ident: $type:ty,)+ })?
                $(at $field:literal)? $(at [$named:ident])?,
        )+
    ) => {
        $(#[$area_doc])*
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr)]
        pub enum $area {
            $($(#[$meta])* $name $({ $($(#[$doc])* $part: $type,)+ })?,)+
        }

        impl $area {
            pub(super) const CODES: &'static [&'static str] = &[$(stringify!($name),)+];

            pub(super) fn code(&self) -> &'static str {
                self.into()
            }

            pub(super) fn field(&self) -> Option<&'static str> {
                match self {
                    $(Self::$name { $($named,)? .. } => {
                        crate::refusal::declare::first([$($field)? $($named)?])
                    })+
                }
            }
        }
    };
}
pub(super) use refusals;

/// The fixed field of a refusal, where it has one.
pub(super) fn first<const N: usize>(fields: [&'static str; N]) -> Option<&'static str> {
    fields.first().copied()
}

/// Joins the areas' refusals into one; what is refused to the actor stands in the area `Actor`.
macro_rules! areas {
    ($($(#[$doc:meta])* $name:ident($area:ident),)+) => {
        /// Why a command is refused.
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
        pub enum Refusal {
            $($(#[$doc])* #[error(transparent)] $name(#[from] $area),)+
        }

        $(impl From<$area> for crate::engine::Undecided<Refusal> {
            fn from(refusal: $area) -> Self {
                Self::Refused(refusal.into())
            }
        })+

        impl crate::engine::Refusal for Refusal {
            fn code(&self) -> &'static str {
                match self {
                    $(Self::$name(refusal) => refusal.code(),)+
                }
            }

            fn field(&self) -> Option<&'static str> {
                match self {
                    $(Self::$name(refusal) => refusal.field(),)+
                }
            }

            fn is_forbidden(&self) -> bool {
                matches!(self, Self::Actor(_))
            }
        }

        impl Refusal {
            /// Every code, in the order of the rules.
            pub fn codes() -> impl Iterator<Item = &'static str> {
                [$($area::CODES,)+].into_iter().flatten().copied()
            }
        }
    };
}
pub(super) use areas;
