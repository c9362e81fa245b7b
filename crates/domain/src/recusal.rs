//! Who keeps out of what, because of having had a hand in it before.

use crate::coded::coded;

coded! {
    /// Why somebody who may do a thing leaves this one to a colleague.
    Recusal, "recusal" {
        OwnAccount = "own_account", "不得为本人账号授权";
        OwnGrant = "own_grant", "本人授出的身份须由他人确认";
        OwnReport = "own_report", "本人上报过的就业须由他人核实";
        OwnSignUp = "own_sign_up", "本人代填的注册申请须由他人审核";
        OwnEntry = "own_entry", "本人录入或更名的用人单位须由他人核实";
        OwnRequest = "own_request", "本人提出的申请须由他人决定";
    }
}
