//! How many bytes an argument takes in the host, for the account of what one call of a plugin hands over.

use super::bindings::postrider::county::{application, form};

/// What has a size beyond the one that its type says.
pub(super) trait Weight {
    /// Bytes, its own place and what it points to.
    fn weight(&self) -> usize;
}

impl Weight for () {
    fn weight(&self) -> usize {
        0
    }
}

impl Weight for String {
    fn weight(&self) -> usize {
        size_of::<Self>() + self.len()
    }
}

impl Weight for u32 {
    fn weight(&self) -> usize {
        size_of::<Self>()
    }
}

impl<T: Weight> Weight for Vec<T> {
    fn weight(&self) -> usize {
        size_of::<Self>() + self.iter().map(Weight::weight).sum::<usize>()
    }
}

impl<T: Weight> Weight for Option<T> {
    fn weight(&self) -> usize {
        self.as_ref().map_or(size_of::<Self>(), Weight::weight)
    }
}

impl<T: Weight + ?Sized> Weight for &T {
    fn weight(&self) -> usize {
        T::weight(self)
    }
}

impl<T: Weight, U: Weight> Weight for (T, U) {
    fn weight(&self) -> usize {
        self.0.weight() + self.1.weight()
    }
}

/// Records: the sum of the parts that can be long.
macro_rules! weigh {
    ($($record:ty { $($part:ident),+ })+) => {
        $(impl Weight for $record {
            fn weight(&self) -> usize {
                size_of::<Self>() $(+ self.$part.weight())+
            }
        })+
    };
}

weigh! {
    application::Rule { name, arguments }
    application::Field { path, rules }
    form::Step { argument, texts }
    form::Target { steps }
    form::CredentialPart { name, part }
    form::FillItem { target, value, holds }
    form::Condition { fact, target }
    form::Calendar { opener, heading, heading_format, previous, next, days }
    form::Sign { condition }
    form::CommitRequest { target, dialogs, signs, number, number_pattern }
}

impl Weight for form::Text {
    fn weight(&self) -> usize {
        match self {
            Self::Exact(text) | Self::Contains(text) => text.weight(),
            Self::ValueOf(field) => field.weight(),
        }
    }
}

impl Weight for form::Value {
    fn weight(&self) -> usize {
        match self {
            Self::Field(field) => field.weight(),
            Self::Literal(text) => text.weight(),
            Self::Credential(part) => part.weight(),
        }
    }
}

impl Weight for form::Choice {
    fn weight(&self) -> usize {
        match self {
            Self::ByText(value) | Self::ByCode(value) => value.weight(),
        }
    }
}

impl Weight for form::DateStyle {
    fn weight(&self) -> usize {
        match self {
            Self::Native => size_of::<Self>(),
            Self::Typed(pattern) => pattern.weight(),
            Self::Calendar((calendar, pattern)) => calendar.weight() + pattern.weight(),
        }
    }
}

impl Weight for form::Fact {
    fn weight(&self) -> usize {
        match self {
            Self::Holds(value) => value.weight(),
            Self::Text(text) | Self::Address(text) | Self::Title(text) => text.weight(),
            Self::Visible | Self::Hidden | Self::Enabled | Self::Count(_) | Self::Dialog | Self::Windows(_) => {
                size_of::<Self>()
            }
        }
    }
}

impl Weight for form::DialogAnswer {
    fn weight(&self) -> usize {
        match self {
            Self::Accept | Self::Dismiss => size_of::<Self>(),
            Self::Enter(value) => value.weight(),
        }
    }
}

impl Weight for form::Window {
    fn weight(&self) -> usize {
        match self {
            Self::Main | Self::Newest => size_of::<Self>(),
            Self::Titled(text) => text.weight(),
        }
    }
}
