//! The places of the worlds.

/// 威宁, whose partner is 广州.
pub const WEINING: u32 = 520_526;
/// 赫章, in the same prefecture.
pub const HEZHANG: u32 = 520_527;
/// 毕节, the prefecture of both.
pub const BIJIE: u32 = 520_500;
/// 贵州, the province of all three.
pub const GUIZHOU: u32 = 520_000;
/// 昭阳, in another western province, whose partner is 东莞.
pub const ZHAOYANG: u32 = 530_602;
/// 云南.
pub const YUNNAN: u32 = 530_000;
/// 广州, the partner of 毕节.
pub const GUANGZHOU: u32 = 440_100;
/// 天河, a district of it.
pub const TIANHE: u32 = 440_106;
/// 东莞, no partner of 毕节.
pub const DONGGUAN: u32 = 441_900;
/// 广东, the province of both.
pub const GUANGDONG: u32 = 440_000;
