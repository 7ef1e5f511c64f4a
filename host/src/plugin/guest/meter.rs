//! How often one call of a plugin may ask the host for something, and how much it may hand over: counted over the whole call,
//! whatever succeeds meanwhile.

/// Calls of the host of any kind. An application with 20 members takes some hundreds, a benchmark of questions 10,000.
const MAX_CALLS: u32 = 50_000;
/// Bytes of arguments, as the host holds them. An action takes about one KiB, and there are 2,000 of them at most.
const MAX_BYTES: usize = 32 << 20;

/// What one call has used so far.
#[derive(Debug, Default)]
pub(in crate::plugin) struct Meter {
    calls: u32,
    bytes: usize,
}

/// More than a plugin may ask: it traps.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(in crate::plugin) enum Overspent {
    #[error("it called the host more than {MAX_CALLS} times in one run")]
    Calls,
    #[error("it handed over more than {} MiB in one run", MAX_BYTES >> 20)]
    Bytes,
}

impl Meter {
    /// One call with that many bytes of arguments.
    pub(in crate::plugin) fn spend(&mut self, bytes: usize) -> Result<(), Overspent> {
        self.calls = self.calls.saturating_add(1);
        self.bytes = self.bytes.saturating_add(bytes);
        if self.calls > MAX_CALLS {
            Err(Overspent::Calls)
        } else if self.bytes > MAX_BYTES {
            Err(Overspent::Bytes)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_and_bytes_are_bounded_over_the_whole() {
        let mut often = Meter::default();
        assert!((0..MAX_CALLS).all(|_| often.spend(10).is_ok()));
        assert_eq!(often.spend(0), Err(Overspent::Calls));
        let mut much = Meter::default();
        much.spend(MAX_BYTES - 1).unwrap();
        assert_eq!(much.spend(2), Err(Overspent::Bytes));
        assert_eq!(much.spend(usize::MAX), Err(Overspent::Bytes));
    }
}
