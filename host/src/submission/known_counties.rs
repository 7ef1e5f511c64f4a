//! The counties of the United States: what each is called, and which zone its seat keeps. Their table is `known_counties.tsv`,
//! which says where it comes from.

use std::sync::LazyLock;

use super::CountyCode;

/// Sorted by code.
static TABLE: LazyLock<Vec<KnownCounty>> =
    LazyLock::new(|| include_str!("known_counties.tsv").lines().filter_map(KnownCounty::in_line).collect());

/// A county or what counts as one: a parish, a borough, a census area, a planning region, an independent city.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownCounty {
    code: &'static str,
    name: &'static str,
    /// Two letters, as the post has them.
    state: &'static str,
    /// IANA.
    pub zone: &'static str,
}

impl KnownCounty {
    /// The one of a code; none where the code is no county's, or no longer one.
    pub fn of(code: &CountyCode) -> Option<&'static Self> {
        let at = TABLE.binary_search_by(|known| known.code.cmp(code.as_str())).ok()?;
        TABLE.get(at)
    }

    /// The codes of all of them, in order.
    pub fn codes() -> Vec<CountyCode> {
        TABLE.iter().filter_map(|known| known.code.parse().ok()).collect()
    }

    /// `Washington County, OR`: there are thirty with that name.
    pub fn name_and_state(&self) -> String {
        format!("{}, {}", self.name, self.state)
    }

    fn in_line(line: &'static str) -> Option<Self> {
        let mut columns = line.split('\t').filter(|_| !line.starts_with('#'));
        let (code, name, state, zone) = (columns.next()?, columns.next()?, columns.next()?, columns.next()?);
        columns.next().is_none().then_some(Self { code, name, state, zone })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::tz::TimeZone;

    use super::*;

    #[test]
    fn the_table_holds_every_county_once() {
        let lines = include_str!("known_counties.tsv").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!((TABLE.len(), lines), (3_144, 3_144));
        assert!(TABLE.is_sorted_by(|a, b| a.code < b.code), "sorted, and none twice");
        let states: BTreeSet<(&str, &str)> = TABLE.iter().map(|known| (&known.code[..2], known.state)).collect();
        assert_eq!(states.len(), 51, "a state has one number: {states:?}");
        let zones: BTreeSet<&str> = TABLE.iter().map(|known| known.zone).collect();
        for zone in zones {
            assert_eq!(TimeZone::get(zone).unwrap().iana_name(), Some(zone));
        }
        for known in TABLE.iter() {
            assert!(known.code.parse::<CountyCode>().is_ok(), "{known:?}");
            assert!(known.name.len() > 2 && known.name.trim() == known.name, "{known:?}");
        }
    }

    /// Those whose area has two zones, whose state has, or that are new.
    #[test]
    fn the_hard_ones_have_the_zone_of_their_seat() {
        #[track_caller]
        fn check(code: &str, name: &str, zone: &str) {
            let known = KnownCounty::of(&code.parse().unwrap()).unwrap();
            assert_eq!((known.name_and_state().as_str(), known.zone), (name, zone));
        }
        check("01113", "Russell County, AL", "America/New_York"); // Phenix City, by custom
        check("02016", "Aleutians West Census Area, AK", "America/Nome"); // Unalaska; Adak is an hour behind
        check("02063", "Chugach Census Area, AK", "America/Anchorage");
        check("02066", "Copper River Census Area, AK", "America/Anchorage");
        check("04001", "Apache County, AZ", "America/Phoenix"); // St. Johns; the Navajo Nation has daylight saving
        check("04005", "Coconino County, AZ", "America/Phoenix");
        check("04017", "Navajo County, AZ", "America/Phoenix");
        check("06037", "Los Angeles County, CA", "America/Los_Angeles");
        check("09110", "Capitol Planning Region, CT", "America/New_York");
        check("09190", "Western Connecticut Planning Region, CT", "America/New_York");
        check("11001", "District of Columbia, DC", "America/New_York");
        check("12045", "Gulf County, FL", "America/New_York"); // Port St. Joe; its north is Central
        check("12033", "Escambia County, FL", "America/Chicago");
        check("15003", "Honolulu County, HI", "Pacific/Honolulu");
        check("16049", "Idaho County, ID", "America/Los_Angeles"); // Grangeville; its south is Mountain
        check("16001", "Ada County, ID", "America/Boise");
        check("18089", "Lake County, IN", "America/Chicago");
        check("18097", "Marion County, IN", "America/Indiana/Indianapolis");
        check("18123", "Perry County, IN", "America/Indiana/Tell_City");
        check("18149", "Starke County, IN", "America/Indiana/Knox");
        check("20181", "Sherman County, KS", "America/Denver");
        check("20173", "Sedgwick County, KS", "America/Chicago");
        check("21111", "Jefferson County, KY", "America/Kentucky/Louisville");
        check("21231", "Wayne County, KY", "America/Kentucky/Monticello");
        check("21217", "Taylor County, KY", "America/New_York");
        check("21087", "Green County, KY", "America/Chicago");
        check("26053", "Gogebic County, MI", "America/Menominee");
        check("26163", "Wayne County, MI", "America/Detroit");
        check("31031", "Cherry County, NE", "America/Chicago"); // Valentine; most of its area is Mountain
        check("31157", "Scotts Bluff County, NE", "America/Denver");
        check("32007", "Elko County, NV", "America/Los_Angeles"); // Elko; West Wendover is Mountain
        check("35013", "Doña Ana County, NM", "America/Denver");
        check("38025", "Dunn County, ND", "America/Denver");
        check("38053", "McKenzie County, ND", "America/Chicago"); // Watford City
        check("38057", "Mercer County, ND", "America/North_Dakota/Beulah");
        check("38085", "Sioux County, ND", "America/Chicago"); // Fort Yates; its west is Mountain
        check("41045", "Malheur County, OR", "America/Boise"); // Vale; its south is Pacific
        check("46102", "Oglala Lakota County, SD", "America/Denver");
        check("46117", "Stanley County, SD", "America/Chicago"); // Fort Pierre, by custom
        check("47065", "Hamilton County, TN", "America/New_York");
        check("47037", "Davidson County, TN", "America/Chicago");
        check("48109", "Culberson County, TX", "America/Chicago");
        check("48141", "El Paso County, TX", "America/Denver");
        check("51600", "Fairfax city, VA", "America/New_York");
        check("51610", "Falls Church city, VA", "America/New_York");
        for gone in ["02261", "09001", "09015", "46113", "51515", "99001"] {
            assert_eq!(KnownCounty::of(&gone.parse().unwrap()), None, "{gone}");
        }
    }
}
