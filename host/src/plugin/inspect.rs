//! What a component is, read from its bytes before anything is compiled: that it is one, what it imports and exports, and
//! its manifest. Never executes a byte of it.

use wasmparser::{Encoding, FunctionBody, Operator, Parser, Payload};

use super::manifest::{INTERFACE, Manifest, ManifestError};

/// Largest component taken in: compiling has no limit of its own.
pub const MAX_COMPONENT_BYTES: usize = 8 << 20;
/// Deepest nesting of blocks in a function. The compiler's memory grows with its square: 1,000 / 2,000 / 4,000 / 8,000 take
/// 51 / 140 / 383 / 1,327 MiB. A `match` of as many arms nests as deep.
const MAX_NESTING: usize = 2_000;
/// Most functions of a component. Each costs the compiler some 5 KB; the largest languages' runtimes have 30,000.
const MAX_FUNCTIONS: u64 = 60_000;
/// Most modules, components and instances of either that it is put together from.
const MAX_PARTS: u64 = 1_000;
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
    /// A function nests so deep that compiling it would take more memory than a host gives.
    #[error(
        "a function nests its blocks deeper than {MAX_NESTING}, which takes a compiler more memory than the host gives; split it"
    )]
    TooDeep,
    /// Too many functions for the same reason.
    #[error("the component has {found} functions; a plugin may have {MAX_FUNCTIONS}: leave out what it does not use")]
    TooManyFunctions {
        /// How many it has.
        found: u64,
    },
    /// Put together from too many parts.
    #[error(
        "the component is put together from {found} modules, components and instances; a plugin may have {MAX_PARTS}"
    )]
    TooManyParts {
        /// How many it has.
        found: u64,
    },
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
    let (mut functions, mut parts) = (0_u64, 0_u64);
    for payload in Parser::new(0).parse_all(bytes) {
        match payload.map_err(broken)? {
            Payload::Version { encoding: Encoding::Module, .. } if depth == 0 => {
                return Err(Refusal::NotAComponent("it is a core module; build it with cargo component".to_owned()));
            }
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => {
                depth += 1;
                parts += 1;
            }
            Payload::InstanceSection(section) => parts += u64::from(section.count()),
            Payload::ComponentInstanceSection(section) => parts += u64::from(section.count()),
            Payload::FunctionSection(section) => functions += u64::from(section.count()),
            Payload::CodeSectionEntry(body) if !is_shallow(&body).map_err(broken)? => return Err(Refusal::TooDeep),
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
    if functions > MAX_FUNCTIONS {
        return Err(Refusal::TooManyFunctions { found: functions });
    }
    if parts > MAX_PARTS {
        return Err(Refusal::TooManyParts { found: parts });
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

/// Whether a function's blocks stay within [`MAX_NESTING`]. Reads instructions one after the other, and follows none.
fn is_shallow(body: &FunctionBody<'_>) -> wasmparser::Result<bool> {
    let mut depth = 0_usize;
    for operator in body.get_operators_reader()? {
        match operator? {
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } | Operator::TryTable { .. } => {
                depth += 1;
            }
            Operator::End => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_NESTING {
            return Ok(false);
        }
    }
    Ok(true)
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

    /// A component that holds these core modules.
    fn component(modules: &[Vec<u8>]) -> Vec<u8> {
        let sections = modules.iter().flat_map(|module| section(1, module));
        b"\0asm\x0d\0\x01\0".iter().copied().chain(sections).collect()
    }

    /// A core module: types (one function), functions, code.
    fn module(functions: &[&[u8]]) -> Vec<u8> {
        let count = leb(functions.len());
        let types = [&*count, &vec![0; functions.len()]].concat();
        let bodies = functions.iter().flat_map(|body| [leb(body.len()), body.to_vec()].concat());
        let code: Vec<u8> = count.iter().copied().chain(bodies).collect();
        [b"\0asm\x01\0\0\0", &*section(1, &[1, 0x60, 0, 0]), &section(3, &types), &section(10, &code)].concat()
    }

    fn section(id: u8, content: &[u8]) -> Vec<u8> {
        [&[id], &*leb(content.len()), content].concat()
    }

    fn leb(mut value: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        while value > 0x7f {
            bytes.push(u8::try_from(value & 0x7f).unwrap() | 0x80);
            value >>= 7;
        }
        bytes.push(u8::try_from(value).unwrap());
        bytes
    }

    /// No locals; blocks in blocks; their ends and the function's.
    fn nested(depth: usize) -> Vec<u8> {
        [vec![0], [2, 0x40].repeat(depth), vec![0x0b; depth + 1]].concat()
    }

    #[test]
    fn what_a_compiler_cannot_carry_is_refused_before_it_is_asked() {
        let check_all = |modules: &[Vec<u8>], expect| assert_eq!(inspect(&component(modules)).unwrap_err(), expect);
        let check = |functions: &[&[u8]], expect| check_all(&[module(functions)], expect);
        // What is fine goes on to its missing manifest.
        check(&[&nested(MAX_NESTING - 1)], Refusal::NoManifest);
        check(&[&nested(MAX_NESTING + 1)], Refusal::TooDeep);
        check(&[&nested(0), &nested(20_000)], Refusal::TooDeep);
        let empty = nested(0);
        let most = usize::try_from(MAX_FUNCTIONS).unwrap();
        check(&vec![&*empty; most], Refusal::NoManifest);
        check(&vec![&*empty; most + 1], Refusal::TooManyFunctions { found: MAX_FUNCTIONS + 1 });
        let most = usize::try_from(MAX_PARTS).unwrap();
        check_all(&vec![module(&[]); most], Refusal::NoManifest);
        check_all(&vec![module(&[]); most + 1], Refusal::TooManyParts { found: MAX_PARTS + 1 });
    }
}
