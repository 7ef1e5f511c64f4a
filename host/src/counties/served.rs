//! The one view of the counties that everything in a host shares.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

use arc_swap::ArcSwap;

use crate::browser::TlsOptions;
use crate::submission::{County, CountyCode};

/// A county with all that its settings refer to: its secrets are read, and its certificates. Replaced as a whole.
#[derive(Clone)]
pub struct ServedCounty {
    /// Its settings.
    pub county: County,
    /// Whom its site is trusted by over https, and what it is shown.
    pub tls: TlsOptions,
}

impl Deref for ServedCounty {
    type Target = County;

    fn deref(&self) -> &County {
        &self.county
    }
}

type ByCode = BTreeMap<CountyCode, Arc<ServedCounty>>;

/// The counties by their codes. Cheap to clone; all clones see the same change at the same moment, and nobody waits to look.
#[derive(Clone, Default)]
pub struct Counties(Arc<ArcSwap<ByCode>>);

impl Counties {
    /// A county as it is now.
    pub fn get(&self, code: &CountyCode) -> Option<Arc<ServedCounty>> {
        self.0.load().get(code).map(Arc::clone)
    }

    /// Whether it is served.
    pub fn contains(&self, code: &CountyCode) -> bool {
        self.0.load().contains_key(code)
    }

    /// All of them at one moment.
    pub fn now(&self) -> Arc<ByCode> {
        self.0.load_full()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.load().len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.load().is_empty()
    }

    /// Puts some in the place of what they were before and takes others out, in one step. What runs keeps the county that it began with.
    /// While a host serves this is the registry's to do, which knows what their releases need.
    pub fn exchange(&self, next: &[Arc<ServedCounty>], gone: &[CountyCode]) {
        self.0.rcu(|now| {
            let mut changed = BTreeMap::clone(now);
            for code in gone {
                changed.remove(code);
            }
            changed.extend(next.iter().map(|county| (county.code.clone(), Arc::clone(county))));
            changed
        });
    }
}

/// Counties whose secrets are written out, and whose sites show certificates that the platform knows. Of two with one code the last stays.
impl FromIterator<County> for Counties {
    fn from_iter<I: IntoIterator<Item = County>>(counties: I) -> Self {
        let served = counties.into_iter().map(|county| ServedCounty { county, tls: TlsOptions::default() });
        served.map(Arc::new).collect()
    }
}

impl FromIterator<Arc<ServedCounty>> for Counties {
    fn from_iter<I: IntoIterator<Item = Arc<ServedCounty>>>(counties: I) -> Self {
        let by_code: ByCode = counties.into_iter().map(|county| (county.code.clone(), county)).collect();
        Self(Arc::new(ArcSwap::from_pointee(by_code)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::submission::CountyConfig;

    fn county(code: &str, name: &str) -> County {
        let said = json!({"code": code, "name": name, "zone": "UTC", "grant": {"origins": ["http://a.test"]}});
        County::try_from(serde_json::from_value::<CountyConfig>(said).unwrap()).unwrap()
    }

    #[test]
    fn all_clones_see_a_change_and_who_works_keeps_what_it_began_with() {
        let counties = Counties::from_iter([county("99001", "Alder"), county("99003", "Birch")]);
        let (clone, code): (_, CountyCode) = (counties.clone(), "99001".parse().unwrap());
        let began_with = clone.get(&code).unwrap();
        let next = Arc::new(ServedCounty { county: county("99001", "Alder Creek"), tls: TlsOptions::default() });
        counties.exchange(&[next], &["99003".parse().unwrap()]);
        assert_eq!((began_with.name.as_str(), clone.get(&code).unwrap().name.as_str()), ("Alder", "Alder Creek"));
        assert_eq!((clone.len(), clone.contains(&"99003".parse().unwrap())), (1, false));
    }
}
