//! Why bytes are no plugin for this host, who is to blame, and what to do next.

use super::limits::{MAX_COMPONENT_BYTES, MAX_FUNCTIONS, MAX_NESTING, MAX_PARTS};
use crate::plugin::manifest::{INTERFACE, ManifestError};

/// The custom section that holds the manifest.
pub(super) const MANIFEST_SECTION: &str = "postrider:manifest";

/// Why bytes were not taken for a plugin; the author is to blame, and the release before goes on serving.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Over [`MAX_COMPONENT_BYTES`].
    #[error("the file has {found} bytes; a plugin may have {MAX_COMPONENT_BYTES}")]
    TooLarge { found: usize },
    /// Not WebAssembly, or broken.
    #[error("this is not a WebAssembly component: {0}")]
    NotAComponent(String),
    #[error(
        "the component has no `{MANIFEST_SECTION}` section: embed the manifest, as TOML, in a custom section of that name"
    )]
    NoManifest,
    /// More than one, and which counts is anybody's guess.
    #[error("the component has more than one `{MANIFEST_SECTION}` section")]
    SeveralManifests,
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// Imports what the host does not offer.
    #[error(
        "the component imports `{import}`, which this host does not offer; it offers {INTERFACE} and, of WASI 0.2, cli, clocks, io and random"
    )]
    Import {
        /// The first such import.
        import: String,
    },
    #[error(
        "the component does not export `postrider:county/submitter@1.0.0`, as its manifest's interface says that it does"
    )]
    NoSubmitter,
    /// Its types do not fit the interface, or its code is invalid.
    #[error("the component does not fit {INTERFACE}: {0}")]
    DoesNotFit(String),
    /// A function nests so deep that compiling it would take more memory than a host gives.
    #[error(
        "a function nests its blocks deeper than {MAX_NESTING}, which takes a compiler more memory than the host gives; split it"
    )]
    TooDeep,
    /// Too many functions for the same reason.
    #[error("the component has {found} functions; a plugin may have {MAX_FUNCTIONS}: leave out what it does not use")]
    TooManyFunctions { found: u64 },
    /// Put together from too many parts.
    #[error(
        "the component is put together from {found} modules, components and instances; a plugin may have {MAX_PARTS}"
    )]
    TooManyParts { found: u64 },
    /// Compiling it took more than the host gives.
    #[error("the component is too hard to compile: {0}; build it with optimisation, or from smaller functions")]
    TooHard(String),
    /// The compiler broke down.
    #[error(
        "the compiler failed on the component, which may be valid: {0}; build it with another toolchain, and tell the host's makers"
    )]
    CompilerFailed(String),
    /// No instance of it can be made: a start function traps or never ends, or it wants more than a plugin may have.
    #[error(
        "no instance of the component can be made: {0}; a plugin's work belongs into its exports, not into its start"
    )]
    DoesNotStart(String),
    /// The host could not look at it.
    #[error("the host could not look at it, and the plugin is not to blame: {0}; install it again")]
    Host(String),
}
