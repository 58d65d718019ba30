//! How a table of refusals becomes an enum with codes and fields.

/// Declares the refusals: each with the field at fault, where it is one.
macro_rules! refusals {
    ($(
        $(#[$meta:meta])*
        $name:ident $({ $($(#[$doc:meta])* $part:ident: $type:ty,)+ })? $(at $field:literal)?,
    )+) => {
        /// Why a command is refused. The variant's name is its stable code.
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr)]
        pub enum Refusal {
            $($(#[$meta])* $name $({ $($(#[$doc])* $part: $type,)+ })?,)+
        }

        impl crate::engine::Refusal for Refusal {
            fn code(&self) -> &'static str {
                self.into()
            }

            fn field(&self) -> Option<&'static str> {
                match self {
                    Self::WrongReferenceKind { field, .. }
                    | Self::TermsDiffer { field, .. }
                    | Self::ContractEndsBeforeStart { field, .. } => Some(field),
                    _ => self.fixed_field(),
                }
            }
        }

        impl Refusal {
            /// Every code, in the order of the rules.
            pub const CODES: &'static [&'static str] = &[$(stringify!($name),)+];

            fn fixed_field(&self) -> Option<&'static str> {
                match self {
                    $(Self::$name { .. } => [$($field)?].first().copied(),)+
                }
            }
        }
    };
}
pub(super) use refusals;
