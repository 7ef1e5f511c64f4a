//! What a process tree holds of memory, as the kernel tells it in `/proc` (proc(5)).

use std::fs;

/// Bytes of a process and of everything below it; a page shared by several counts in part for each.
pub(super) fn proportional_bytes(process: u32) -> u64 {
    let mut bytes = 0;
    let mut open = vec![process];
    while let Some(process) = open.pop() {
        let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
        let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
        let kib: u64 = line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0);
        bytes += kib * 1024;
        for task in fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten() {
            let children = fs::read_to_string(task.path().join("children")).unwrap_or_default();
            open.extend(children.split_whitespace().filter_map(|child| child.parse::<u32>().ok()));
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_holds_more_than_its_root() {
        let mut child = std::process::Command::new("sleep").arg("60").spawn().unwrap();
        let tree = proportional_bytes(std::process::id());
        let alone = proportional_bytes(child.id());
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(alone > 0 && tree > alone, "{alone} of {tree}");
    }
}
