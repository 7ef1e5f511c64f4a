//! What a component is, read from its bytes before anything is compiled: that it is one, what it imports and exports, and
//! its manifest. Never executes a byte of it.

use wasmparser::{Encoding, Parser, Payload};

use super::manifest::{INTERFACE, Manifest, ManifestError};

/// Largest component taken in: compiling has no limit of its own.
pub const MAX_COMPONENT_BYTES: usize = 8 << 20;
/// Where the manifest stands.
const MANIFEST_SECTION: &str = "postrider:manifest";
/// What the host links of WASI p2; filesystem, sockets and HTTP are not there.
const WASI_OFFERED: [&str; 4] = ["wasi:cli/", "wasi:clocks/", "wasi:io/", "wasi:random/"];

/// Why bytes were not taken for a plugin; the author is to blame, and the release before goes on serving.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Over [`MAX_COMPONENT_BYTES`].
    #[error("the file has {found} bytes; a plugin may have {MAX_COMPONENT_BYTES}")]
    TooLarge {
        /// How large it is.
        found: usize,
    },
    /// Not WebAssembly, or broken.
    #[error("this is not a WebAssembly component: {0}")]
    NotAComponent(String),
    /// No manifest section.
    #[error("the component has no `{MANIFEST_SECTION}` section: build it with the SDK's `register!`")]
    NoManifest,
    /// More than one, and which counts is anybody's guess.
    #[error("the component has more than one `{MANIFEST_SECTION}` section")]
    SeveralManifests,
    /// The manifest is wrong.
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
    /// Does not export the submitter.
    #[error(
        "the component does not export `postrider:county/submitter@1.0.0`, as its manifest's interface says that it does"
    )]
    NoSubmitter,
    /// Its types do not fit the interface, or its code is invalid.
    #[error("the component does not fit {INTERFACE}: {0}")]
    DoesNotFit(String),
}

/// Reads a component's manifest and checks its imports.
pub(super) fn inspect(bytes: &[u8]) -> Result<Manifest, Refusal> {
    if bytes.len() > MAX_COMPONENT_BYTES {
        return Err(Refusal::TooLarge { found: bytes.len() });
    }
    // The parser goes on to print the bytes it saw; what was wrong is enough.
    let words =
        |error: &wasmparser::BinaryReaderError| error.message().split(" - ").next().unwrap_or_default().to_owned();
    let broken = |error: wasmparser::BinaryReaderError| Refusal::NotAComponent(words(&error));
    let mut manifest: Option<&[u8]> = None;
    let mut imports = Vec::new();
    let mut exports = Vec::new();
    let mut depth = 0_usize;
    for payload in Parser::new(0).parse_all(bytes) {
        match payload.map_err(broken)? {
            Payload::Version { encoding: Encoding::Module, .. } if depth == 0 => {
                return Err(Refusal::NotAComponent("it is a core module; build it with cargo component".to_owned()));
            }
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::CustomSection(section) if section.name() == MANIFEST_SECTION && manifest.is_some() => {
                return Err(Refusal::SeveralManifests);
            }
            Payload::CustomSection(section) if section.name() == MANIFEST_SECTION => manifest = Some(section.data()),
            Payload::ComponentImportSection(section) if depth == 0 => {
                for import in section {
                    imports.push(import.map_err(broken)?.name.name.to_owned());
                }
            }
            Payload::ComponentExportSection(section) if depth == 0 => {
                for export in section {
                    exports.push(export.map_err(broken)?.name.name.to_owned());
                }
            }
            _ => {}
        }
    }
    let manifest = Manifest::parse(manifest.ok_or(Refusal::NoManifest)?)?;
    let offered = |name: &str| {
        (name.starts_with("postrider:county/") && name.ends_with("@1.0.0"))
            || WASI_OFFERED.iter().any(|wasi| name.starts_with(wasi) && name.contains("@0.2."))
    };
    if let Some(import) = imports.into_iter().find(|name| !offered(name)) {
        return Err(Refusal::Import { import: import.chars().take(100).collect() });
    }
    if !exports.iter().any(|name| name == "postrider:county/submitter@1.0.0") {
        return Err(Refusal::NoSubmitter);
    }
    Ok(manifest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_component_is_refused_by_name() {
        assert_eq!(
            inspect(b"hello").unwrap_err().to_string(),
            "this is not a WebAssembly component: magic header not detected: bad magic number"
        );
        assert_eq!(
            inspect(&vec![0; MAX_COMPONENT_BYTES + 1]).unwrap_err(),
            Refusal::TooLarge { found: MAX_COMPONENT_BYTES + 1 }
        );
        // A core module: magic, version 1, layer 0.
        let module = inspect(b"\0asm\x01\0\0\0").unwrap_err().to_string();
        assert!(module.contains("core module"), "{module}");
        // An empty component: version 13, layer 1.
        assert_eq!(inspect(b"\0asm\x0d\0\x01\0").unwrap_err(), Refusal::NoManifest);
    }
}
