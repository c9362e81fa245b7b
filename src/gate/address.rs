//! From where a request came, past one's own proxies.

use std::net::{IpAddr, SocketAddr};

/// The address of whoever asks: the peer's own, or, behind so many proxies of one's own, the one that the outermost
/// of them has seen. What stands further left in the header was written by the asker and is not believed.
#[must_use]
pub fn of(peer: Option<SocketAddr>, forwarded: &[&str], hops: usize) -> String {
    let told = forwarded.iter().flat_map(|line| line.split(','));
    let told: Vec<&str> = told.map(str::trim).collect();
    let seen = match hops {
        0 => None,
        hops => told.len().checked_sub(hops).map(|at| told[at]),
    };
    let seen = seen.and_then(|text| text.parse::<IpAddr>().ok());
    let address = seen.or(peer.map(|peer| peer.ip()));
    // A household has 2^64 addresses of the later kind; they count as one.
    match address {
        Some(IpAddr::V6(six)) if six.to_ipv4_mapped().is_none() => {
            let [a, b, c, d, ..] = six.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Some(other) => other.to_canonical().to_string(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer() -> Option<SocketAddr> {
        "10.0.0.9:4711".parse().ok()
    }

    #[test]
    fn a_header_is_believed_as_far_as_ones_own_proxies_wrote_it() {
        let forged = ["1.2.3.4, 5.6.7.8", "203.0.113.7"];
        assert_eq!(of(peer(), &forged, 0), "10.0.0.9");
        assert_eq!(of(peer(), &forged, 1), "203.0.113.7");
        assert_eq!(of(peer(), &forged, 2), "5.6.7.8");
        assert_eq!(
            of(peer(), &forged, 4),
            "10.0.0.9",
            "fewer than there should be"
        );
        assert_eq!(of(peer(), &["not an address"], 1), "10.0.0.9");
    }

    #[test]
    fn addresses_of_one_household_count_as_one() {
        let of_one = |text| of(peer(), &[text], 1);
        assert_eq!(
            of_one("2001:db8:1:2:aaaa::1"),
            of_one("2001:db8:1:2:bbbb::2")
        );
        assert_ne!(of_one("2001:db8:1:2::1"), of_one("2001:db8:1:3::1"));
        assert_eq!(of_one("::ffff:203.0.113.7"), "203.0.113.7");
    }
}
