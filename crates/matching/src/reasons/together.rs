//! The smallest change that would place a whole party.
//!
//! First whether it gets in, all others kept where they are, if its members stay less close together; then how many openings
//! more at one post would do; at last whether each could go where there is room.

use super::ledger::Ledger;
use super::{Change, Need};
use crate::party::{Party, venues};
use domain::words::Closeness;
use std::collections::{BTreeMap, HashMap};

/// Posts that are looked at for the openings of one party.
const TRIED: usize = 64;

/// The levels of closeness, the closest first.
const LEVELS: [Closeness; 3] = [Closeness::Post, Closeness::Enterprise, Closeness::City];

/// The posts of one member at one venue.
type Row = Vec<u32>;

/// Answers what would place a party; each party is reckoned once.
pub(crate) struct Together {
    /// The venue of each post, at each of [`LEVELS`].
    venue_of: [Vec<u32>; 3],
    /// Rooms for couples that are left at each post.
    rooms: Vec<u32>,
    known: HashMap<u32, Option<Change>>,
}

impl Together {
    pub(crate) fn new(ledger: &Ledger<'_>) -> Self {
        let posts = ledger.instance.posts;
        let mut rooms: Vec<u32> = posts.iter().map(|post| post.couple_rooms).collect();
        let couples = ledger
            .instance
            .parties
            .iter()
            .filter(|party| party.couple_room);
        for couple in couples {
            let first = couple.members.first();
            if let Some(post) = first.and_then(|who| ledger.post_of[*who as usize]) {
                rooms[post as usize] = rooms[post as usize].saturating_sub(1);
            }
        }
        Self {
            venue_of: LEVELS.map(|closeness| venues(closeness, posts)),
            rooms,
            known: HashMap::new(),
        }
    }

    /// What would place the party with this number, none of whose members is.
    pub(crate) fn smallest_change(&mut self, number: u32, ledger: &Ledger<'_>) -> Option<Change> {
        if let Some(known) = self.known.get(&number) {
            return *known;
        }
        let change = self.found(&ledger.instance.parties[number as usize], ledger);
        self.known.insert(number, change);
        change
    }

    fn found(&self, party: &Party, ledger: &Ledger<'_>) -> Option<Change> {
        if ledger.are_capped(&party.members) {
            return None;
        }
        let rows: Vec<Row> = party.members.iter().map(|who| row(ledger, *who)).collect();
        let left = |post: u32| ledger.left[post as usize];
        let first_if_whole = |rows: &[Row]| {
            let seating = Seating::most(rows, &left);
            seating.first().filter(|_| seating.is_whole())
        };
        let looser = || {
            let own = LEVELS.iter().position(|level| *level == party.closeness)?;
            let next = if party.couple_room { 0 } else { own + 1 };
            (next..LEVELS.len()).find_map(|level| {
                let mut venues = at_venues(&rows, &self.venue_of[level]).into_values();
                let post = venues.find_map(|rows| first_if_whole(&rows))?;
                Some((Need::Closeness(LEVELS[level]), post))
            })
        };
        let apart = || Some((Need::Apart, first_if_whole(&rows)?));
        let (need, post) = looser()
            .or_else(|| self.openings(party, &rows, ledger))
            .or_else(apart)?;
        Some(Change {
            need,
            post,
            displaces: false,
        })
    }

    /// The fewest openings more at one post with which the party gets in at one venue.
    ///
    /// So many people as an opening more can be seated in it, until all are: what is missing at a venue is missing at each of
    /// its posts that could take all whom the others cannot.
    fn openings(&self, party: &Party, rows: &[Row], ledger: &Ledger<'_>) -> Option<(Need, u32)> {
        let level = LEVELS.iter().position(|level| *level == party.closeness)?;
        let level = if party.couple_room { 0 } else { level };
        let left = |post: u32| ledger.left[post as usize];
        let mut venues: Vec<(usize, Vec<Row>)> = at_venues(rows, &self.venue_of[level])
            .into_values()
            .filter(|rows| !party.couple_room || self.has_room(rows))
            .map(|rows| (Seating::most(&rows, &left).missing(), rows))
            .collect();
        venues.sort_by_key(|(missing, _)| *missing);
        let mut tries = venues.iter().flat_map(|(missing, rows)| {
            let mut posts: Vec<u32> = rows.iter().flatten().copied().collect();
            posts.sort_unstable_by_key(|post| (ledger.marginal(*post), *post));
            posts.dedup();
            posts.into_iter().map(move |post| (*missing, rows, post))
        });
        let (missing, _, post) = tries.by_ref().take(TRIED).find(|(missing, rows, post)| {
            let more = u32::try_from(*missing).unwrap_or(u32::MAX);
            let extra = |other| left(other) + if other == *post { more } else { 0 };
            Seating::most(rows, &extra).is_whole()
        })?;
        Some((Need::Openings(u32::try_from(missing).ok()?), post))
    }

    fn has_room(&self, rows: &[Row]) -> bool {
        let mut posts = rows.iter().flatten();
        posts.any(|post| self.rooms[*post as usize] > 0)
    }
}

fn row(ledger: &Ledger<'_>, person: u32) -> Row {
    let mut row = Vec::new();
    ledger.each(person, |(post, _)| row.push(post));
    row
}

/// The rows of all members at each venue where each of them has a post.
fn at_venues(rows: &[Row], venue_of: &[u32]) -> BTreeMap<u32, Vec<Row>> {
    let mut at: BTreeMap<u32, Vec<Row>> = BTreeMap::new();
    for (member, row) in rows.iter().enumerate() {
        for post in row {
            let rows = at.entry(venue_of[*post as usize]).or_default();
            rows.resize(rows.len().max(member + 1), Row::new());
            rows[member].push(*post);
        }
    }
    at.retain(|_, there| there.len() == rows.len() && there.iter().all(|row| !row.is_empty()));
    at
}

/// As many members seated as can be, by augmenting paths (Kuhn 1955); parties are small.
struct Seating<'a> {
    rows: &'a [Row],
    openings: &'a dyn Fn(u32) -> u32,
    post_of: Vec<Option<u32>>,
}

impl<'a> Seating<'a> {
    fn most(rows: &'a [Row], openings: &'a dyn Fn(u32) -> u32) -> Self {
        let mut seating = Self {
            rows,
            openings,
            post_of: vec![None; rows.len()],
        };
        for member in 0..rows.len() {
            seating.seat(member, &mut Vec::new());
        }
        seating
    }

    fn seat(&mut self, member: usize, seen: &mut Vec<u32>) -> bool {
        let rows = self.rows;
        for post in &rows[member] {
            if (self.openings)(*post) == 0 || seen.contains(post) {
                continue;
            }
            seen.push(*post);
            let there: Vec<usize> = self.at(*post).collect();
            let has_room = there.len() < (self.openings)(*post) as usize;
            if has_room || there.into_iter().any(|other| self.seat(other, seen)) {
                self.post_of[member] = Some(*post);
                return true;
            }
        }
        false
    }

    fn at(&self, post: u32) -> impl Iterator<Item = usize> {
        let seats = self.post_of.iter().enumerate();
        seats.filter_map(move |(member, at)| (*at == Some(post)).then_some(member))
    }

    fn missing(&self) -> usize {
        self.post_of.iter().filter(|post| post.is_none()).count()
    }

    fn is_whole(&self) -> bool {
        self.missing() == 0
    }

    /// The post of the first member.
    fn first(&self) -> Option<u32> {
        self.post_of.first().copied().flatten()
    }
}
