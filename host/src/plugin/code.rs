//! The machine code of kept components: made once, kept on disk with the host's own mark, loaded when it is needed, and put away when
//! it has not been used for longest. A call that runs keeps what it runs.
//!
//! Whatever is wrong with what was kept, code is made anew from the component, which its digest vouches for.

mod cache;
mod loaded;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use std::{num::NonZero, thread};

use tokio::sync::Semaphore;
use tokio::time::Instant;

use self::cache::CodeCache;
pub(super) use self::cache::Known;
use self::loaded::Loaded;
use super::artefact::Artefact;
use super::compiled::Compiled;
use super::engine::Engine;
use super::inspect::{MAX_COMPONENT_BYTES, Refusal, inspect, manifest_text};
use super::manifest::Manifest;
use crate::kept_files::{KeptFileError, KeptFiles};
use crate::sealing::SealingKey;
use crate::submission::PluginDigest;

/// Compilers at a time for what is kept and has no code, at most: each may take a GiB of memory.
const MOST_COMPILING: usize = 4;
/// How long it is not tried again for applications what the host could not do.
const PAUSE: Duration = Duration::from_secs(10);

/// The code of every kept component. Cheap to clone.
#[derive(Clone)]
pub(super) struct CodeStore(Arc<Shared>);

struct Shared {
    engine: Engine,
    /// The components, by digest.
    components: KeptFiles,
    cache: CodeCache,
    loaded: Mutex<Loaded<Compiled>>,
    /// One for each component that something refers to.
    codes: Mutex<HashMap<PluginDigest, Weak<Code>>>,
    /// Turns to compile; one more than [`at_a_time`], so that what is needed at once waits for none that is not.
    turns: Semaphore,
}

/// One component's code, wherever it is now.
pub(super) struct Code {
    store: Arc<Shared>,
    digest: PluginDigest,
    manifest: Arc<Manifest>,
    /// It was made, or what was kept says so.
    ready: AtomicBool,
    /// Held by whoever loads or makes it: nobody does that twice.
    making: tokio::sync::Mutex<()>,
    /// Why it could not be made, and when that was tried.
    failed: Mutex<Option<(Instant, NoCode)>>,
}

/// Who waits for code, and where the component is.
pub(super) enum Wanted {
    /// An application, or nobody yet: it waits for a turn to be compiled.
    InTurn,
    /// A person who takes a release back: nothing is waited for.
    AtOnce,
    /// A person who brings this component in, under a turn of its own.
    Of(Vec<u8>),
}

/// Why a component has no code.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NoCode {
    /// Its file is gone, or was changed.
    #[error("{0}")]
    Damaged(String),
    /// Its file cannot be read now.
    #[error("{0}")]
    Unreadable(String),
    #[error(transparent)]
    Refused(#[from] Refusal),
}

impl NoCode {
    /// Whether it may be had later without anybody's doing: the host could not look.
    pub(super) fn may_pass(&self) -> bool {
        matches!(self, Self::Unreadable(_) | Self::Refused(Refusal::Host(_)))
    }
}

impl CodeStore {
    /// Of kept components, with their code in a folder of this host's own.
    pub(super) fn open(engine: Engine, components: KeptFiles, compiled: PathBuf, key: SealingKey) -> Self {
        let cache = CodeCache::open(compiled, key, *engine.fingerprint());
        let loaded = Mutex::new(Loaded::new(engine.most_code()));
        let turns = Semaphore::new(at_a_time() + 1);
        Self(Arc::new(Shared { engine, components, cache, loaded, codes: Mutex::default(), turns }))
    }

    pub(super) fn engine(&self) -> &Engine {
        &self.0.engine
    }

    /// The components of which there is code, by the names of files alone. Works on the disk.
    pub(super) fn names(&self) -> std::collections::HashSet<PluginDigest> {
        self.0.cache.names()
    }

    /// What is known of a component without a look at it. Works on the disk.
    pub(super) fn known(&self, digest: &PluginDigest) -> Option<Known> {
        self.0.cache.known(digest)
    }

    /// A kept component, if it is what it was.
    pub(super) async fn component(&self, digest: &PluginDigest) -> Result<Vec<u8>, NoCode> {
        self.0.component(digest).await
    }

    /// Keeps a component, durably.
    pub(super) async fn keep_component(&self, digest: &PluginDigest, component: Vec<u8>) -> Result<(), KeptFileError> {
        self.0.components.put(&component_file(digest), component).await
    }

    /// Whether it is worth while to make code for later.
    pub(super) fn is_writable(&self) -> bool {
        self.0.cache.is_writable()
    }

    /// The code of a component, the same one for all that refer to it.
    pub(super) fn code(&self, digest: &PluginDigest, manifest: &Arc<Manifest>) -> Arc<Code> {
        let mut codes = self.0.codes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(code) = codes.get(digest).and_then(Weak::upgrade) {
            return code;
        }
        // Now and then what nothing refers to any more.
        if codes.len() == codes.capacity() {
            codes.retain(|_, code| code.strong_count() > 0);
        }
        let code = Arc::new(Code {
            store: Arc::clone(&self.0),
            digest: digest.clone(),
            manifest: Arc::clone(manifest),
            ready: AtomicBool::new(false),
            making: tokio::sync::Mutex::default(),
            failed: Mutex::default(),
        });
        codes.insert(digest.clone(), Arc::downgrade(&code));
        code
    }
}

impl Code {
    /// Whether it can be had without compiling.
    pub(super) fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Relaxed)
    }

    /// It can be had without compiling, as far as anybody knows: what was kept shows its worth when it is used.
    pub(super) fn note_ready(&self) {
        self.ready.store(true, Ordering::Relaxed);
    }

    /// The code: loaded already, or read from disk, or made anew. Who stops waiting stops nothing: the next one finds it made.
    pub(super) async fn get(self: &Arc<Self>, wanted: Wanted) -> Result<Compiled, NoCode> {
        if let Some(compiled) = self.loaded() {
            return Ok(compiled);
        }
        let this = Arc::clone(self);
        let made = self.store.engine.tracker().spawn(async move { this.make(wanted).await });
        made.await.unwrap_or_else(|_| Err(Refusal::Host("the host is stopping".to_owned()).into()))
    }

    /// What is in memory, where another release of the same component may have brought it.
    fn loaded(&self) -> Option<Compiled> {
        let compiled = self.store.loaded(&self.digest)?;
        self.note_ready();
        Some(compiled)
    }

    async fn make(&self, wanted: Wanted) -> Result<Compiled, NoCode> {
        let _one_at_a_time = self.making.lock().await;
        if let Some(compiled) = self.loaded() {
            return Ok(compiled);
        }
        if let (Wanted::InTurn, Some(failed)) = (&wanted, self.failed()) {
            return Err(failed);
        }
        let made = self.make_now(wanted).await;
        let failed = made.as_ref().err().map(|none| (Instant::now(), none.clone()));
        *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = failed;
        made
    }

    /// Why it is not tried again, for an application: nothing has changed, or the host just failed.
    fn failed(&self) -> Option<NoCode> {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, none) = failed.as_ref()?;
        (!none.may_pass() || at.elapsed() < PAUSE).then(|| none.clone())
    }

    async fn make_now(&self, wanted: Wanted) -> Result<Compiled, NoCode> {
        if let Some(compiled) = self.load().await? {
            return Ok(compiled);
        }
        let _turn = match &wanted {
            Wanted::InTurn => self.store.turns.acquire().await.ok(),
            Wanted::AtOnce | Wanted::Of(_) => None,
        };
        let component = match wanted {
            Wanted::Of(component) => component,
            Wanted::InTurn | Wanted::AtOnce => self.store.component(&self.digest).await?,
        };
        self.compile(component).await
    }

    /// What was kept, if there is any and it can be used.
    async fn load(&self) -> Result<Option<Compiled>, NoCode> {
        let Some(artefact) = self.on_disk(|code| code.store.cache.code(&code.digest)).await? else { return Ok(None) };
        match Compiled::link(&self.store.engine, &self.digest, &self.manifest, artefact).await {
            Ok((compiled, artefact)) => {
                self.put(&compiled, &artefact);
                Ok(Some(compiled))
            }
            Err(refusal) => {
                tracing::warn!(plugin = self.digest.short(), %refusal, "kept code does not load, and is made anew");
                Ok(None)
            }
        }
    }

    async fn compile(&self, component: Vec<u8>) -> Result<Compiled, NoCode> {
        // An earlier version of the host may have let in what this one does not.
        inspect(&component)?;
        let (store, digest) = (&self.store, &self.digest);
        let (compiled, artefact) = Compiled::compile(&store.engine, digest, &self.manifest, &component).await?;
        self.put(&compiled, &artefact);
        self.on_disk(move |code| {
            let manifest = manifest_text(&component).unwrap_or_default();
            code.store.cache.keep(&code.digest, &artefact, manifest);
        })
        .await?;
        tracing::debug!(plugin = digest.short(), "compiled");
        Ok(compiled)
    }

    fn put(&self, compiled: &Compiled, artefact: &Artefact) {
        self.note_ready();
        let mut loaded = self.store.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        let gone = loaded.put(&self.digest, compiled.clone(), artefact.bytes().len());
        drop(loaded);
        drop(gone);
    }

    /// Work that waits for the disk, on a thread that may.
    async fn on_disk<T: Send + 'static>(&self, work: impl FnOnce(&OnDisk) -> T + Send + 'static) -> Result<T, NoCode> {
        let code = OnDisk { store: Arc::clone(&self.store), digest: self.digest.clone() };
        let done = tokio::task::spawn_blocking(move || work(&code)).await;
        done.map_err(|_| Refusal::Host("the host is stopping".to_owned()).into())
    }
}

/// What work on the disk needs of a component's code.
struct OnDisk {
    store: Arc<Shared>,
    digest: PluginDigest,
}

impl Shared {
    fn loaded(&self, digest: &PluginDigest) -> Option<Compiled> {
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner).get(digest)
    }

    async fn component(&self, digest: &PluginDigest) -> Result<Vec<u8>, NoCode> {
        let component = self.components.get(&component_file(digest), MAX_COMPONENT_BYTES).await?;
        if PluginDigest::of(&component) == *digest {
            Ok(component)
        } else {
            Err(NoCode::Damaged("its content is not what its name says".to_owned()))
        }
    }
}

/// A file that is gone or wrong is damage; one that could not be looked at may be there later.
impl From<KeptFileError> for NoCode {
    fn from(error: KeptFileError) -> Self {
        let said = error.to_string();
        if error.is_of_the_file() { Self::Damaged(said) } else { Self::Unreadable(said) }
    }
}

/// The file of a kept component.
fn component_file(digest: &PluginDigest) -> String {
    format!("{digest}.wasm")
}

/// Compilers that work ahead at a time: half of the processors are for those that serve.
pub(super) fn at_a_time() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get).div_ceil(2).min(MOST_COMPILING)
}
