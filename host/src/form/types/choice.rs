//! What is chosen from lists: which option, what is typed to have it offered, which of several. Plain data.

use super::value::Typed;

/// One option of a list.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Which option.
    pub option: OptionFinder,
    /// What is typed into the list's field to have it offered, where that is another text than the option's own.
    pub typed: Option<Typed>,
    /// Which of several that are all what `option` says, from 0.
    pub nth: Option<u32>,
}

/// How an option is found.
#[derive(Clone, Debug)]
pub enum OptionFinder {
    /// By what it says.
    Text(Typed),
    /// By a part of what it says, which begins where a word begins and splits no number.
    Part(Typed),
    /// By its `value` attribute.
    Code(Typed),
}

impl Choice {
    /// The option that says this.
    pub fn by_text(value: Typed) -> Choice {
        Choice::of(OptionFinder::Text(value))
    }

    /// The option with this in what it says.
    pub fn by_part(value: Typed) -> Choice {
        Choice::of(OptionFinder::Part(value))
    }

    /// The option of this code.
    pub fn by_code(value: Typed) -> Choice {
        Choice::of(OptionFinder::Code(value))
    }

    /// The same, offered once this is typed.
    #[must_use]
    pub fn typing(self, text: Typed) -> Choice {
        Choice { typed: Some(text), ..self }
    }

    /// One of several, from 0.
    #[must_use]
    pub fn nth(self, nth: u32) -> Choice {
        Choice { nth: Some(nth), ..self }
    }

    /// What is chosen, and placed by it.
    pub(crate) fn value(&self) -> &Typed {
        match &self.option {
            OptionFinder::Text(value) | OptionFinder::Part(value) | OptionFinder::Code(value) => value,
        }
    }

    /// All that goes into the page for it.
    pub(crate) fn values(&self) -> impl Iterator<Item = &Typed> {
        std::iter::once(self.value()).chain(&self.typed)
    }

    fn of(option: OptionFinder) -> Choice {
        Choice { option, typed: None, nth: None }
    }
}
