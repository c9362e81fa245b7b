//! Who acts, and how two offices settle whose a person is.

use crate::coded::coded;

coded! {
    /// What a role may do is decided by the service; here is only what roles there are.
    Role, "role" {
        National = "national", "国家级";
        Province = "province", "省级";
        CountyWest = "county_west", "西部县人社局";
        BureauEast = "bureau_east", "东部人社局";
        Enterprise = "enterprise", "企业";
        Worker = "worker", "务工人员";
        Sysadmin = "sysadmin", "系统管理员";
        Auditor = "auditor", "审计员";
    }
}

coded! {
    /// How it ended that two counties called one person their own.
    ConflictOutcome, "conflict_outcome" {
        Released = "released", "原登记县放弃，转入申报县";
        Withdrawn = "withdrawn", "申报县撤回";
    }
}
