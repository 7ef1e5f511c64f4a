//! Builds the components: the counties' plugins, by the one documented way, and the guests that misbehave on purpose.
//! Leaves the skipping of what is unchanged to cargo. Never lets a plugin through that the host would not want.

mod component;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};

use crate::{paths, run};

/// The documented target: no WASI, half the code.
const TARGET: &str = "wasm32-unknown-unknown";

/// The other one: std imports WASI p2, whether used or not.
const WASI_TARGET: &str = "wasm32-wasip2";

/// One release of a county's plugin: a crate, built as one of its manifests says.
#[derive(Debug, PartialEq, Eq)]
struct Release {
    crate_name: String,
    /// `manifest.toml` is the crate as it is; `manifest-<feature>.toml` the crate with that feature.
    feature: Option<String>,
    manifest: String,
    version: String,
}

impl Release {
    fn file(&self) -> String {
        format!("{}-{}.wasm", self.crate_name, self.version)
    }
}

/// Builds everything and returns where each component is. What was there before and is no longer built is removed.
pub(crate) fn build() -> Result<Vec<PathBuf>> {
    let releases = releases(&paths::root().join("plugins"))?;
    let mut built = counties(&releases)?;
    sweep(&paths::plugins(), &built)?;
    let guests = guests()?;
    sweep(&paths::guests(), &guests)?;
    built.extend(guests);
    Ok(built)
}

/// The counties' plugins alone.
pub(crate) fn build_counties() -> Result<()> {
    let built = counties(&releases(&paths::root().join("plugins"))?)?;
    sweep(&paths::plugins(), &built)
}

fn counties(releases: &[Release]) -> Result<Vec<PathBuf>> {
    let mut built = Vec::new();
    let mut features: Vec<Option<&str>> = releases.iter().map(|release| release.feature.as_deref()).collect();
    features.sort_unstable();
    features.dedup();
    for feature in features {
        let wanted: Vec<&Release> = releases.iter().filter(|release| release.feature.as_deref() == feature).collect();
        let mut arguments: Vec<&str> = wanted.iter().flat_map(|release| ["--package", &release.crate_name]).collect();
        arguments.extend(feature.iter().flat_map(|feature| ["--features", feature]));
        let folder = compile(feature.unwrap_or(PLAIN), &arguments)?;
        for release in wanted {
            built.push(take(release, &folder.join(format!("{}.wasm", release.crate_name.replace('-', "_"))))?);
        }
    }
    Ok(built)
}

/// Checks a component and puts it where the host and the demo look for it.
fn take(release: &Release, file: &Path) -> Result<PathBuf> {
    let bytes = fs::read(file).with_context(|| format!("{} was not built", file.display()))?;
    component::check(&bytes, &release.manifest)
        .with_context(|| format!("plugins/{} {} is not fit to install", release.crate_name, release.version))?;
    let path = paths::plugins().join(release.file());
    write_if_changed(&path, &bytes)?;
    eprintln!("plugins: {} {} bytes", release.file(), bytes.len());
    Ok(path)
}

fn guests() -> Result<Vec<PathBuf>> {
    let folder = compile(PLAIN, &["--package", "guests", "--examples"])?.join("examples");
    let sources = paths::root().join("tests/support/guests/examples");
    let mut built = vec![guide()?];
    for source in entries(&sources)? {
        let (Some(name), Some("rs")) = (source.file_stem(), source.extension().and_then(|ending| ending.to_str()))
        else {
            continue;
        };
        let name = name.to_string_lossy();
        let file = folder.join(format!("{name}.wasm"));
        let bytes = fs::read(&file).with_context(|| format!("{} was not built", file.display()))?;
        let path = paths::guests().join(format!("{name}.wasm"));
        write_if_changed(&path, &bytes)?;
        built.push(path);
    }
    built.extend(by_plain_cargo()?);
    eprintln!("plugins: {} guests", built.len());
    Ok(built)
}

/// The plugin that plugins/README.md writes step by step.
fn guide() -> Result<PathBuf> {
    let file = compile(PLAIN, &["--package", "oak"])?.join("oak.wasm");
    let bytes = fs::read(&file).with_context(|| format!("{} was not built", file.display()))?;
    let path = paths::guests().join("oak.wasm");
    write_if_changed(&path, &bytes)?;
    Ok(path)
}

/// What only plain cargo for WASI p2 shows: a guest that imports files and sockets, one that takes WASI's handles, and a county's
/// plugin that imports what the host offers of WASI. Built into the guests' folder, in place of what has no WASI.
fn by_plain_cargo() -> Result<Vec<PathBuf>> {
    let target = paths::target().join("components").join(PLAIN);
    let mut built = Vec::new();
    for (arguments, output, name) in [
        (["--package", "guests", "--example", "wasi"].as_slice(), "examples/wasi.wasm", "wasi.wasm"),
        (["--package", "guests", "--example", "grabs"].as_slice(), "examples/grabs.wasm", "grabs.wasm"),
        (["--package", "alder"].as_slice(), "alder.wasm", "alder-wasip2.wasm"),
    ] {
        let mut command = run::cargo(&["build", "--manifest-path", "plugins/Cargo.toml", "--release"]);
        command.args(["--target", WASI_TARGET]).args(arguments).env("CARGO_TARGET_DIR", &target);
        run::run(&mut command)?;
        let file = target.join(WASI_TARGET).join("release").join(output);
        let bytes = fs::read(&file).with_context(|| format!("{} was not built", file.display()))?;
        let path = paths::guests().join(name);
        write_if_changed(&path, &bytes)?;
        built.push(path);
    }
    Ok(built)
}

/// The crates as they are, without a feature.
const PLAIN: &str = "plain";

/// Runs cargo-component in a target folder of its own per set of features, since all of them give their output one name.
/// Returns the folder of the output.
fn compile(set: &str, arguments: &[&str]) -> Result<PathBuf> {
    let target = paths::target().join("components").join(set);
    seed(&target)?;
    let mut command = run::cargo(&["component", "build", "--manifest-path", "plugins/Cargo.toml"]);
    command.args(["--release", "--target", TARGET]).args(arguments).env("CARGO_TARGET_DIR", &target);
    run::run(&mut command)?;
    Ok(target.join(TARGET).join("release"))
}

/// A new target folder begins as a copy of the plain one: what the crates depend on is compiled once, not once per set.
fn seed(target: &Path) -> Result<()> {
    let plain = target.with_file_name(PLAIN);
    if target.exists() || !plain.exists() {
        return Ok(());
    }
    // Renamed when complete, so that an interrupted copy is never taken for a target folder.
    let part = target.with_extension("part");
    if part.exists() {
        fs::remove_dir_all(&part).with_context(|| format!("{} cannot be removed", part.display()))?;
    }
    run::run(Command::new("cp").arg("--archive").args([&plain, &part]))?;
    fs::rename(&part, target).with_context(|| format!("{} cannot be made", target.display()))
}

/// Every release of every crate in the folder that has a manifest.
fn releases(folder: &Path) -> Result<Vec<Release>> {
    let mut found = Vec::new();
    for entry in entries(folder)? {
        for file in entries(&entry).unwrap_or_default() {
            let Some(name) = file.file_name().and_then(|name| name.to_str()) else {
                continue;
            };
            let Some(rest) = name.strip_prefix("manifest").and_then(|rest| rest.strip_suffix(".toml")) else {
                continue;
            };
            let feature = rest.strip_prefix('-').map(str::to_owned);
            let manifest = fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
            let table: toml::Table = manifest.parse().with_context(|| format!("{} is not TOML", file.display()))?;
            let Some(version) = table.get("version").and_then(toml::Value::as_str).map(str::to_owned) else {
                bail!("{} has no `version`", file.display());
            };
            let crate_name = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
            found.push(Release { crate_name, feature, manifest, version });
        }
    }
    ensure!(!found.is_empty(), "no folder below {} has a manifest.toml", folder.display());
    Ok(found)
}

/// Removes the components of releases that no longer exist.
fn sweep(folder: &Path, keep: &[PathBuf]) -> Result<()> {
    for file in entries(folder).unwrap_or_default() {
        if !keep.contains(&file) {
            fs::remove_file(&file).with_context(|| format!("{} cannot be removed", file.display()))?;
        }
    }
    Ok(())
}

/// Leaves an unchanged file alone, so that whoever watches the folder sees changes only. Not a copy: cargo-component
/// writes its output readable by its owner alone.
fn write_if_changed(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    fs::write(path, bytes).with_context(|| format!("{} cannot be written", path.display()))
}

/// A folder's entries, by name.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let unreadable = || format!("{} cannot be read", folder.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(unreadable)? {
        found.push(entry.with_context(unreadable)?.path());
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_has_as_many_releases_as_manifests() {
        let folder = tempfile::tempdir().unwrap();
        let alder = folder.path().join("alder");
        fs::create_dir_all(&alder).unwrap();
        fs::create_dir_all(folder.path().join("sdk")).unwrap();
        fs::write(alder.join("manifest.toml"), "version = '1.0.0'").unwrap();
        fs::write(alder.join("manifest-redesign.toml"), "version = '2.0.0'").unwrap();
        fs::write(alder.join("Cargo.toml"), "").unwrap();
        let found = releases(folder.path()).unwrap();
        let seen: Vec<_> = found.iter().map(|release| (release.file(), release.feature.as_deref())).collect();
        assert_eq!(seen, [("alder-2.0.0.wasm".to_owned(), Some("redesign")), ("alder-1.0.0.wasm".to_owned(), None)]);
    }

    #[test]
    fn a_manifest_without_a_version_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("oak")).unwrap();
        fs::write(folder.path().join("oak/manifest.toml"), "county = '99007'").unwrap();
        let error = releases(folder.path()).unwrap_err().to_string();
        assert!(error.ends_with("oak/manifest.toml has no `version`"), "{error}");
    }
}
