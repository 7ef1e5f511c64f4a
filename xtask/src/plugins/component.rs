//! What a built plugin must be: a component that imports nothing but the contract, small, with its manifest inside. The
//! host checks all of this again and more; here it fails where the author sees it.

use anyhow::{Context as _, Result, bail, ensure};
use wasmparser::{Encoding, Parser, Payload};

/// 110 KB. More is a dependency that slipped in. The lines of the plugin that its failures name cost about 5 KB of it.
const MOST_BYTES: usize = 110 * 1000;
/// The package of the contract.
const CONTRACT: &str = "postrider:county/";
/// The custom section that holds the manifest, as the SDK's `register!` writes it.
const MANIFEST: &str = "postrider:manifest";

/// Says what is wrong with a component, if anything is.
pub(super) fn check(bytes: &[u8], manifest: &str) -> Result<()> {
    let seen = read(bytes).context("its bytes cannot be read as WebAssembly")?;
    ensure!(seen.is_component, "it is a core module, not a component");
    let foreign: Vec<&str> =
        seen.imports.iter().map(String::as_str).filter(|name| !name.starts_with(CONTRACT)).collect();
    if !foreign.is_empty() {
        bail!("it imports {}, and may import nothing but {CONTRACT}", foreign.join(", "));
    }
    ensure!(bytes.len() <= MOST_BYTES, "it has {} bytes, and may have {MOST_BYTES}", bytes.len());
    match seen.manifests.as_slice() {
        [embedded] if embedded == manifest.as_bytes() => Ok(()),
        [_] => bail!("the manifest inside is not the one beside its sources"),
        [] => bail!("no manifest is inside (section {MANIFEST})"),
        more => bail!("{} manifests are inside, and only one may be", more.len()),
    }
}

#[derive(Default)]
struct Seen {
    is_component: bool,
    imports: Vec<String>,
    manifests: Vec<Vec<u8>>,
}

fn read(bytes: &[u8]) -> Result<Seen> {
    let mut seen = Seen::default();
    // Modules and components nest; imports of inner ones are satisfied inside.
    let mut depth = 0_usize;
    for payload in Parser::new(0).parse_all(bytes) {
        match payload? {
            Payload::Version { encoding, .. } if depth == 0 => seen.is_component = encoding == Encoding::Component,
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::ComponentImportSection(imports) if depth == 0 => {
                for import in imports {
                    seen.imports.push(import?.name.name.to_owned());
                }
            }
            Payload::CustomSection(section) if section.name() == MANIFEST => {
                seen.manifests.push(section.data().to_vec());
            }
            _ => {}
        }
    }
    Ok(seen)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Version and layer of an empty component, and of an empty core module.
    const COMPONENT: [u8; 8] = *b"\0asm\x0d\0\x01\0";
    const MODULE: [u8; 8] = *b"\0asm\x01\0\0\0";

    fn section(id: u8, content: &[u8]) -> Vec<u8> {
        let length = u8::try_from(content.len()).unwrap();
        assert!(length < 128, "one byte of LEB128");
        [&[id, length], content].concat()
    }

    fn custom(name: &str, data: &str) -> Vec<u8> {
        section(0, &[&[u8::try_from(name.len()).unwrap()], name.as_bytes(), data.as_bytes()].concat())
    }

    /// A section that imports one instance of type 0, under this name.
    fn import(name: &str) -> Vec<u8> {
        section(10, &[&[1, 0, u8::try_from(name.len()).unwrap()], name.as_bytes(), &[5, 0]].concat())
    }

    fn complaint(bytes: &[u8]) -> String {
        check(bytes, "version = '1'").map_or_else(|error| format!("{error:#}"), |()| "none".to_owned())
    }

    #[test]
    fn each_fault_is_named() {
        let good = custom(MANIFEST, "version = '1'");
        let with = |parts: &[Vec<u8>]| [COMPONENT.to_vec(), parts.concat()].concat();
        assert_eq!(complaint(&with(&[good.clone(), import("postrider:county/log@1.0.0")])), "none");
        assert!(
            complaint(&with(&[good.clone(), import("wasi:io/error@0.2.6")])).contains("imports wasi:io/error@0.2.6")
        );
        assert!(complaint(&with(&[])).contains("no manifest"));
        assert!(complaint(&with(&[custom(MANIFEST, "version = '2'")])).contains("not the one beside"));
        assert!(complaint(&with(&[good.clone(), good.clone()])).contains("2 manifests"));
        assert!(complaint(&[MODULE.to_vec(), good].concat()).contains("core module"));
        assert!(complaint(b"not wasm").contains("cannot be read"));
    }
}
