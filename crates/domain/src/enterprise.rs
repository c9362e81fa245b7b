//! An employer, and how the bureau of its place stands to it.

use crate::{
    credit_code::CreditCode,
    division::Division,
    id::{AccountId, EnterpriseId},
    phone::Phone,
    words::{EnterpriseSize, Industry},
};
use chrono::{DateTime, NaiveDate, Utc};

/// What an enterprise says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Particulars {
    /// Name, as registered.
    pub name: String,
    /// The place of its registration, whose bureau verifies it.
    pub division: Division,
    /// Industry section.
    pub industry: Option<Industry>,
    /// Size.
    pub size: Option<EnterpriseSize>,
    /// Whom to ask for.
    pub contact_name: Option<String>,
    /// How to reach it.
    pub contact_phone: Option<Phone>,
}

/// What the bureau of its place has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has looked yet, or it changed since.
    Unverified,
    /// It is there, and is what it says.
    Verified(Verification),
    /// It was verified and has lost the bureau's trust for now.
    Suspended {
        /// The verification that comes back with reinstatement.
        verification: Verification,
        /// Since when.
        on: NaiveDate,
        /// Why.
        reason: String,
    },
}

/// Who found an enterprise to be what it says, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verification {
    /// The day.
    pub on: NaiveDate,
    /// The officer's account; none where the machine's operator did it.
    pub by: Option<AccountId>,
}

/// An employer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enterprise {
    /// Identity.
    pub id: EnterpriseId,
    /// Its unified social credit code, unique and for good.
    pub credit_code: CreditCode,
    /// What it says of itself.
    pub particulars: Particulars,
    /// What the bureau has found.
    pub standing: Standing,
    /// Whose account entered it, or gave it its present name and place: somebody else verifies it. None where nobody's did.
    pub entered_by: Option<AccountId>,
    /// Version of the row.
    pub version: i64,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// The step is not possible from where the enterprise stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not from this standing")]
pub struct NotFromHere;

impl Standing {
    /// Whether its posts are offered to people.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        matches!(self, Self::Verified(_))
    }
}

impl Enterprise {
    /// Says new things of itself. A verification was of the name and the place: it lapses with either.
    ///
    /// # Errors
    /// [`NotFromHere`] for another name or place while it is suspended: it would get the trust back that another name had lost.
    pub fn change(
        &mut self,
        particulars: Particulars,
        by: Option<AccountId>,
    ) -> Result<(), NotFromHere> {
        let is_other = particulars.name != self.particulars.name
            || particulars.division != self.particulars.division;
        if is_other && matches!(self.standing, Standing::Suspended { .. }) {
            return Err(NotFromHere);
        }
        if is_other {
            self.entered_by = by;
        }
        if is_other && self.standing.is_verified() {
            self.standing = Standing::Unverified;
        }
        self.particulars = particulars;
        Ok(())
    }

    /// Finds that it is what it says.
    ///
    /// # Errors
    /// [`NotFromHere`] unless it is unverified.
    pub fn verify(&mut self, verification: Verification) -> Result<(), NotFromHere> {
        if self.standing != Standing::Unverified {
            return Err(NotFromHere);
        }
        self.standing = Standing::Verified(verification);
        Ok(())
    }

    /// Takes the bureau's trust away.
    ///
    /// # Errors
    /// [`NotFromHere`] unless it is verified.
    pub fn suspend(&mut self, on: NaiveDate, reason: String) -> Result<(), NotFromHere> {
        let Standing::Verified(verification) = self.standing else {
            return Err(NotFromHere);
        };
        self.standing = Standing::Suspended {
            verification,
            on,
            reason,
        };
        Ok(())
    }

    /// Gives the bureau's trust back.
    ///
    /// # Errors
    /// [`NotFromHere`] unless it is suspended.
    pub fn reinstate(&mut self) -> Result<(), NotFromHere> {
        let Standing::Suspended { verification, .. } = self.standing else {
            return Err(NotFromHere);
        };
        self.standing = Standing::Verified(verification);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn enterprise() -> Enterprise {
        let particulars = Particulars {
            name: "东莞市某某电子厂".into(),
            division: Division::of_six(441_900),
            industry: Some(Industry::Manufacturing),
            size: None,
            contact_name: None,
            contact_phone: None,
        };
        Enterprise {
            id: EnterpriseId::fresh(),
            credit_code: CreditCode::complete("91441900MA4WXYT12").expect("a made-up code"),
            particulars,
            standing: Standing::Unverified,
            entered_by: None,
            version: 1,
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
        }
    }

    fn verification() -> Verification {
        Verification {
            on: "2026-03-09".parse().expect("a day"),
            by: None,
        }
    }

    #[test]
    fn suspension_and_reinstatement_keep_the_verification() {
        let mut firm = enterprise();
        firm.verify(verification()).expect("unverified before");
        let day = "2026-04-01".parse().expect("a day");
        firm.suspend(day, "拖欠工资".into())
            .expect("verified before");
        assert!(!firm.standing.is_verified());
        firm.reinstate().expect("suspended before");
        assert_eq!(firm.standing, Standing::Verified(verification()));
    }

    #[test]
    fn no_step_is_taken_from_elsewhere() {
        let mut firm = enterprise();
        assert_eq!(firm.reinstate(), Err(NotFromHere));
        assert_eq!(
            firm.suspend(verification().on, String::new()),
            Err(NotFromHere)
        );
        firm.verify(verification()).expect("unverified before");
        assert_eq!(firm.verify(verification()), Err(NotFromHere));
        assert_eq!(firm.reinstate(), Err(NotFromHere));
    }

    #[test]
    fn a_verification_lapses_with_the_name_and_the_place_only() {
        let mut firm = enterprise();
        firm.verify(verification()).expect("unverified before");
        let mut said = firm.particulars.clone();
        said.contact_name = Some("王经理".into());
        let officer = Some(AccountId::fresh());
        firm.change(said.clone(), officer).expect("the same name");
        assert!(firm.standing.is_verified() && firm.entered_by.is_none());
        said.division = Division::of_six(440_300);
        firm.change(said, officer).expect("not suspended");
        assert_eq!(firm.standing, Standing::Unverified);
        assert_eq!(firm.entered_by, officer, "the present place is its word");
    }

    #[test]
    fn a_suspended_one_keeps_the_name_that_lost_the_trust() {
        let mut firm = enterprise();
        firm.verify(verification()).expect("unverified before");
        firm.suspend(verification().on, "拖欠工资".into())
            .expect("verified before");
        let mut said = firm.particulars.clone();
        said.contact_name = Some("王经理".into());
        firm.change(said.clone(), None).expect("the same name");
        said.name = "另一家厂".into();
        assert_eq!(firm.change(said, None), Err(NotFromHere));
        firm.reinstate().expect("suspended before");
        assert_eq!(firm.particulars.name, "东莞市某某电子厂");
    }
}
