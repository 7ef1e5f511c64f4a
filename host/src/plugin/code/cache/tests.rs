//! What the folder of compiled code gives back, and what it does not.

use std::fs;

use super::*;
use crate::plugin::compiler::Output;

const TEXT: &str = r#"county = "99001"
name = "Alder"
version = "1.0.0"
interface = "postrider:county@1.0.0"
origins = ["http://alder.test"]
zone = "America/Los_Angeles"
browsers = ["firefox"]
[[submits]]
path = "/submit"
[fields]
fill = ["applicant.name.last"]
"#;

struct TestCache {
    folder: tempfile::TempDir,
    key: SealingKey,
    engine: Fingerprint,
}

impl TestCache {
    fn new() -> Self {
        let engine = wasmtime::Engine::new(&wasmtime::Config::new()).unwrap();
        Self { folder: tempfile::tempdir().unwrap(), key: SealingKey::random(), engine: Fingerprint::of(&engine) }
    }

    fn open(&self) -> CodeCache {
        CodeCache::open(self.folder.path().join("compiled"), self.key.clone(), self.engine)
    }

    fn file(&self, name: &str, what: &str) -> PathBuf {
        self.folder.path().join(format!("compiled/{}.{what}", plugin(name)))
    }
}

fn plugin(name: &str) -> PluginDigest {
    PluginDigest::of(name.as_bytes())
}

fn keep(cache: &CodeCache, name: &str) {
    let artefact = Artefact::compiled(Output::made_up(format!("code of {name}").as_bytes()));
    cache.keep(&plugin(name), &artefact, TEXT.as_bytes());
}

fn code(cache: &CodeCache, name: &str) -> Option<String> {
    cache.code(&plugin(name)).map(|artefact| String::from_utf8(artefact.bytes().to_vec()).unwrap())
}

#[test]
fn what_was_kept_is_given_back_for_its_component_by_this_host_to_this_engine_alone() {
    let test = TestCache::new();
    let cache = test.open();
    assert!(code(&cache, "a").is_none() && cache.known(&plugin("a")).is_none() && cache.names().is_empty());
    keep(&cache, "a");
    keep(&cache, "b");
    // A host that starts again.
    let cache = test.open();
    assert_eq!(cache.names(), HashSet::from([plugin("a"), plugin("b")]));
    assert_eq!(code(&cache, "a").as_deref(), Some("code of a"));
    let known = cache.known(&plugin("a")).unwrap();
    assert!(known.compiled && known.manifest.name == "Alder");

    let other_engine = TestCache { engine: Fingerprint::of_nothing(), ..test };
    assert_eq!(code(&other_engine.open(), "a"), None);
    assert!(!other_engine.open().known(&plugin("a")).unwrap().compiled, "the manifest is what it was");
    let other_host = TestCache { engine: test.engine, key: SealingKey::random(), ..other_engine };
    assert!(code(&other_host.open(), "a").is_none() && other_host.open().known(&plugin("a")).is_none());
}

#[test]
fn what_was_touched_is_not_given_back_and_may_be_written_anew() {
    let test = TestCache::new();
    let cache = test.open();
    for what in [CODE, MANIFEST] {
        keep(&cache, "a");
        let file = test.file("a", what);
        let whole = fs::read(&file).unwrap();
        let given = || match what {
            CODE => code(&cache, "a").is_some(),
            _ => cache.known(&plugin("a")).is_some(),
        };
        assert!(given());
        for at in 0..whole.len() {
            let mut touched = whole.clone();
            touched[at] ^= 0x80;
            fs::write(&file, touched).unwrap();
            assert!(!given(), "{what}, byte {at}");
            fs::write(&file, &whole[..at]).unwrap();
            assert!(!given(), "{what}, cut at {at}");
        }
        keep(&cache, "a");
        assert!(given());
    }
}

#[test]
fn files_that_change_places_are_of_no_use_there() {
    let test = TestCache::new();
    let cache = test.open();
    keep(&cache, "a");
    keep(&cache, "b");
    for what in [CODE, MANIFEST] {
        let (a, b) = (fs::read(test.file("a", what)).unwrap(), fs::read(test.file("b", what)).unwrap());
        fs::write(test.file("a", what), b).unwrap();
        fs::write(test.file("b", what), a).unwrap();
    }
    for name in ["a", "b"] {
        assert!(code(&cache, name).is_none() && cache.known(&plugin(name)).is_none(), "{name}");
    }
    // A manifest's words are its author's: with the host's mark on them they are a manifest still, and no code.
    keep(&cache, "a");
    fs::copy(test.file("a", MANIFEST), test.file("a", CODE)).unwrap();
    assert_eq!(code(&cache, "a"), None);
}

#[test]
fn where_nothing_can_be_written_there_is_no_cache_and_no_error() {
    let test = TestCache::new();
    fs::write(test.folder.path().join("compiled"), "a file where the folder should be").unwrap();
    let cache = test.open();
    assert!(!cache.is_writable());
    keep(&cache, "a");
    assert!(code(&cache, "a").is_none() && cache.names().is_empty());
    // The disk is there again.
    fs::remove_file(test.folder.path().join("compiled")).unwrap();
    fs::create_dir(test.folder.path().join("compiled")).unwrap();
    keep(&cache, "a");
    assert!(cache.is_writable());
    assert_eq!(code(&cache, "a").as_deref(), Some("code of a"));
    // And full: what is there stays as it was.
    fs::create_dir_all(test.file("a", "code.part").join("in the way")).unwrap();
    keep(&cache, "a");
    assert!(!cache.is_writable());
    assert_eq!(code(&cache, "a").as_deref(), Some("code of a"));
}
