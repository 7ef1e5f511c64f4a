//! The closed lists of codes that an application is made of.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! choices {
    ($(#[$meta:meta])* $name:ident { $($(#[$case_meta:meta])* $case:ident,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, strum::IntoStaticStr)]
        #[serde(rename_all = "snake_case")]
        #[strum(serialize_all = "snake_case", const_into_str)]
        pub enum $name { $($(#[$case_meta])* $case,)+ }
    };
}

choices! {
    /// Language to be spoken and written to in (ISO 639-1).
    Language {
        /// English.
        En,
        /// Spanish.
        Es,
        /// Chinese.
        Zh,
        /// Vietnamese.
        Vi,
        /// Russian.
        Ru,
        /// Another.
        Other,
    }
}
choices! {
    /// Marital status.
    MaritalStatus {
        /// Never married.
        Single,
        /// Married.
        Married,
        /// Divorced.
        Divorced,
        /// Separated.
        Separated,
        /// Widowed.
        Widowed,
    }
}
choices! {
    /// What a member is to the applicant.
    Relationship {
        /// Husband, wife or partner.
        Spouse,
        /// Son or daughter.
        Child,
        /// Father or mother.
        Parent,
        /// Brother or sister.
        Sibling,
        /// Related in another way.
        OtherRelative,
        /// Not related.
        Unrelated,
    }
}
choices! {
    /// How the county may reach the applicant.
    Contact {
        /// By letter.
        Mail,
        /// By telephone.
        Phone,
        /// By e-mail.
        Email,
        /// By text message.
        Text,
    }
}
choices! {
    /// What a document proves.
    DocumentKind {
        /// Who the applicant is.
        Identity,
        /// What the household earns.
        Income,
        /// Where the household lives.
        Residency,
        /// Something else.
        Other,
    }
}
