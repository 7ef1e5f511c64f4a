//! How much of a list a command asks for.

/// Largest page that the host gives.
pub(in crate::cli) const LARGEST_PAGE: u32 = 500;

/// How much of a list is asked for.
#[derive(Clone, Copy)]
pub(in crate::cli) enum Reach {
    /// Its beginning, at most so many.
    Page(u32),
    /// All of it, a page after the other.
    All,
}

/// `--limit` and `--all` of a list.
#[derive(clap::Args)]
pub(in crate::cli) struct Paging {
    /// At most so many.
    #[arg(long, default_value_t = 50, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..=i64::from(LARGEST_PAGE)))]
    limit: u32,
    /// Every one, however many there are.
    #[arg(long, conflicts_with = "limit")]
    all: bool,
}

impl Paging {
    pub(in crate::cli) fn reach(&self) -> Reach {
        if self.all { Reach::All } else { Reach::Page(self.limit) }
    }

    /// What stands under a list that has more.
    pub(in crate::cli) fn more(&self) -> String {
        format!("more: these are the first {}; see every one with --all, or more of them with --limit", self.limit)
    }
}
