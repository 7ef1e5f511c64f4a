//! What a component is, read from its bytes before anything is compiled: that it is one, what it imports and exports, and
//! its manifest. Never executes a byte of it.

use wasmparser::{Encoding, FunctionBody, Operator, Parser, Payload};

use self::limits::{MAX_FUNCTIONS, MAX_NESTING, MAX_PARTS};
use self::refusal::MANIFEST_SECTION;
use super::manifest::Manifest;

mod limits;
mod refusal;

pub use self::limits::MAX_COMPONENT_BYTES;
pub use self::refusal::Refusal;

/// What the host links of WASI p2; filesystem, sockets and HTTP are not there.
const WASI_OFFERED: [&str; 4] = ["wasi:cli/", "wasi:clocks/", "wasi:io/", "wasi:random/"];

/// Reads a component's manifest and checks its imports.
pub(super) fn inspect(bytes: &[u8]) -> Result<Manifest, Refusal> {
    if bytes.len() > MAX_COMPONENT_BYTES {
        return Err(Refusal::TooLarge { found: bytes.len() });
    }
    // The parser goes on to print the bytes it saw; what was wrong is enough.
    let message =
        |error: &wasmparser::BinaryReaderError| error.message().split(" - ").next().unwrap_or_default().to_owned();
    let broken = |error: wasmparser::BinaryReaderError| Refusal::NotAComponent(message(&error));
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

/// The manifest's text, as it stands in a component that was inspected before.
pub(super) fn manifest_text(component: &[u8]) -> Option<&[u8]> {
    let sections = Parser::new(0).parse_all(component).map_while(Result::ok);
    let manifest = |payload| match payload {
        Payload::CustomSection(section) if section.name() == MANIFEST_SECTION => Some(section.data()),
        _ => None,
    };
    sections.filter_map(manifest).next()
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
