//! How large a component may be, so that compiling it stays within what the host gives.

/// Largest component taken in: compiling has no limit of its own.
pub const MAX_COMPONENT_BYTES: usize = 8 << 20;
/// Deepest nesting of blocks in a function. The compiler's memory grows with its square: 1,000 / 2,000 / 4,000 / 8,000 take
/// 51 / 140 / 383 / 1,327 MiB. A `match` of as many arms nests as deep.
pub(super) const MAX_NESTING: usize = 2_000;
/// Most functions of a component. Each costs the compiler some 5 KB; the largest languages' runtimes have 30,000.
pub(super) const MAX_FUNCTIONS: u64 = 60_000;
/// Most modules, components and instances of either that it is put together from.
pub(super) const MAX_PARTS: u64 = 1_000;
