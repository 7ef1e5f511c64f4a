//! Components that no toolchain makes: a guest with one core module more, written here byte by byte.

/// The component with this module, and so many instances of it, behind what is there: a component's sections may stand in any
/// order.
pub(crate) fn with_module(mut component: Vec<u8>, module: &[u8], instances: usize) -> Vec<u8> {
    let index = leb(core_modules(&component));
    component.extend(section(1, module));
    // Each: instantiate the module, without arguments.
    let each = [&[0], &*index, &[0]].concat().repeat(instances);
    component.extend(section(2, &[leb(instances), each].concat()));
    component
}

/// A core module of functions without parameters; a body is locals and instructions, its last end included.
pub(crate) fn of_functions(bodies: &[&[u8]]) -> Vec<u8> {
    module(bodies, &[])
}

/// A core module whose start function never ends: a loop that branches to itself.
pub(crate) fn starts_without_end() -> Vec<u8> {
    module(&[&[0, 3, 0x40, 12, 0, 11, 11]], &section(8, &[0]))
}

/// A core module whose start function traps.
pub(crate) fn starts_with_a_trap() -> Vec<u8> {
    module(&[&[0, 0, 11]], &section(8, &[0]))
}

/// A core module with so many memories of one page.
pub(crate) fn of_memories(count: u8) -> Vec<u8> {
    let memories = [vec![count], [0, 1].repeat(usize::from(count))].concat();
    [b"\0asm\x01\0\0\0".to_vec(), section(5, &memories)].concat()
}

/// A function whose blocks nest so deep.
pub(crate) fn nested(depth: usize) -> Vec<u8> {
    [vec![0], [2, 0x40].repeat(depth), vec![11; depth + 1]].concat()
}

/// A function of one local that is so often raised by one: nothing is wrong with it but its length.
pub(crate) fn long(additions: usize) -> Vec<u8> {
    [vec![1, 1, 0x7f], [0x20, 0, 0x41, 1, 0x6a, 0x21, 0].repeat(additions), vec![11]].concat()
}

fn module(bodies: &[&[u8]], before_code: &[u8]) -> Vec<u8> {
    let count = leb(bodies.len());
    let types = [count.clone(), vec![0; bodies.len()]].concat();
    let mut code = count;
    for body in bodies {
        code.extend(leb(body.len()));
        code.extend(*body);
    }
    let header = b"\0asm\x01\0\0\0".to_vec();
    [header, section(1, &[1, 0x60, 0, 0]), section(3, &types), before_code.to_vec(), section(10, &code)].concat()
}

fn section(id: u8, content: &[u8]) -> Vec<u8> {
    [vec![id], leb(content.len()), content.to_vec()].concat()
}

/// A number in WebAssembly's variable length.
fn leb(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = u8::try_from(value & 0x7f).unwrap_or_default();
        value >>= 7;
        bytes.push(if value == 0 { low } else { low | 0x80 });
        if value == 0 {
            return bytes;
        }
    }
}

/// How many core modules stand at the top of a component.
fn core_modules(component: &[u8]) -> usize {
    let (mut at, mut modules) = (8, 0);
    while at < component.len() {
        modules += usize::from(component[at] == 1);
        let (mut size, mut shift) = (0, 0);
        loop {
            at += 1;
            size |= usize::from(component[at] & 0x7f) << shift;
            shift += 7;
            if component[at] & 0x80 == 0 {
                break;
            }
        }
        at += 1 + size;
    }
    modules
}
