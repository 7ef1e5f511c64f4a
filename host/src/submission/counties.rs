//! The counties that one host serves.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{County, CountyCode};

/// Every county of the configuration, by its code. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Counties(Arc<BTreeMap<CountyCode, County>>);

impl Counties {
    pub fn get(&self, code: &CountyCode) -> Option<&County> {
        self.0.get(code)
    }

    pub fn contains(&self, code: &CountyCode) -> bool {
        self.0.contains_key(code)
    }

    pub fn codes(&self) -> impl Iterator<Item = &CountyCode> {
        self.0.keys()
    }

    pub fn iter(&self) -> impl Iterator<Item = &County> {
        self.0.values()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<County> for Counties {
    /// Of two with one code the last stays: whoever reads a configuration refuses that before.
    fn from_iter<I: IntoIterator<Item = County>>(counties: I) -> Self {
        Self(Arc::new(counties.into_iter().map(|county| (county.code.clone(), county)).collect()))
    }
}
