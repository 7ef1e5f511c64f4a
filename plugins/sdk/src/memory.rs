//! The allocator of a plugin: takes memory and gives back only what was taken last. An instance serves one call and is
//! dropped with all its memory, so that bookkeeping would be paid for in every plugin's size (8 KB) and never be used.
//! Never grows beyond what the manifest's limit lets it: then the instance traps, as with any allocator.
#![allow(unsafe_code, reason = "an allocator is unsafe by its trait")]

use core::alloc::{GlobalAlloc, Layout};
use core::cell::Cell;

/// Bytes of a page of WebAssembly memory.
const PAGE: usize = 65_536;

/// One stretch of memory, filled from below.
struct Stack {
    /// The first free byte; 0 before the first use.
    free: Cell<usize>,
    /// Where the memory that was asked for ends.
    end: Cell<usize>,
}

#[global_allocator]
static STACK: Stack = Stack { free: Cell::new(0), end: Cell::new(0) };

// SAFETY: a plugin has one thread; the contract has no way to start another.
unsafe impl Sync for Stack {}

// SAFETY: every block lies between the `free` of before and of after, inside memory that `memory.grow` gave, and no
// block is handed out again unless it was given back.
unsafe impl GlobalAlloc for Stack {
    #[inline(never)]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let start = self.free.get().next_multiple_of(layout.align());
        let Some(free) = start.checked_add(layout.size()) else {
            return core::ptr::null_mut();
        };
        if free > self.end.get() {
            let pages = (free - self.end.get()).div_ceil(PAGE) + 1;
            let grown = core::arch::wasm32::memory_grow(0, pages);
            if grown == usize::MAX {
                return core::ptr::null_mut();
            }
            let begin = grown * PAGE;
            let end = begin + pages * PAGE;
            // Memory that something else grew in between is left out.
            if begin != self.end.get() {
                self.free.set(begin);
            }
            self.end.set(end);
            // SAFETY: the same request, for which there is room now.
            return unsafe { self.alloc(layout) };
        }
        self.free.set(free);
        core::ptr::without_provenance_mut(start)
    }

    #[inline(never)]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if block.addr() + layout.size() == self.free.get() {
            self.free.set(block.addr());
        }
    }

    #[inline(never)]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let last = block.addr() + layout.size() == self.free.get();
        if last && block.addr() + size <= self.end.get() {
            self.free.set(block.addr() + size);
            return block;
        }
        if size <= layout.size() {
            return block;
        }
        // SAFETY: the caller keeps the layout's promises for the new size, too.
        let new = unsafe { self.alloc(Layout::from_size_align_unchecked(size, layout.align())) };
        if !new.is_null() {
            // SAFETY: both blocks are at least as long as the old one, and do not overlap.
            unsafe { core::ptr::copy_nonoverlapping(block, new, layout.size()) };
        }
        new
    }
}
