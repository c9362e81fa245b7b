//! Which groups were at risk beside each other, directly or through others.

/// Groups that are drawn together whenever spells end while they are at risk.
pub(super) struct Companions {
    /// A forest: each points towards the one that speaks for all of its tree.
    parent: Vec<u32>,
    presence: Vec<Presence>,
    /// Those who came since the last meeting; some may have gone again.
    fresh: Vec<u32>,
    /// Anyone of the last meeting, as long as one of it is there.
    hub: Option<u32>,
    met: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Presence {
    Away,
    Fresh,
    Met,
}

impl Companions {
    pub fn new(groups: usize) -> Self {
        Self {
            parent: (0..).take(groups).collect(),
            presence: vec![Presence::Away; groups],
            fresh: Vec::new(),
            hub: None,
            met: 0,
        }
    }

    /// The group's first spell comes into the risk set.
    pub fn comes(&mut self, group: u32) {
        self.presence[group as usize] = Presence::Fresh;
        self.fresh.push(group);
    }

    /// The group's last spell leaves the risk set.
    pub fn goes(&mut self, group: u32) {
        let presence = std::mem::replace(&mut self.presence[group as usize], Presence::Away);
        if presence == Presence::Met {
            self.met -= 1;
            if self.met == 0 {
                self.hub = None;
            }
        }
    }

    /// Whoever is there is drawn together. O(1) for each that came since the last time.
    pub fn meet(&mut self) {
        for group in std::mem::take(&mut self.fresh) {
            let presence = &mut self.presence[group as usize];
            if *presence == Presence::Fresh {
                *presence = Presence::Met;
                self.met += 1;
                let hub = *self.hub.get_or_insert(group);
                let (one, other) = (self.speaker(hub), self.speaker(group));
                self.parent[other as usize] = one;
            }
        }
    }

    /// Who speaks for all that were drawn together with the group.
    pub fn speaker(&mut self, group: u32) -> u32 {
        let mut at = group as usize;
        while self.parent[at] as usize != at {
            self.parent[at] = self.parent[self.parent[at] as usize];
            at = self.parent[at] as usize;
        }
        self.parent[at]
    }
}
