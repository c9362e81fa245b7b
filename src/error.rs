//! Everything that a use case may answer instead of a value, by meaning.
//!
//! Nothing here knows a status code: the one table from meaning to status stands
//! in `http/problem.rs`. Nothing here repeats what a caller sent.

use domain::grant::Grant;

/// Why there is no answer.
#[derive(Debug)]
pub enum Error {
    /// The request cannot be read at all.
    Malformed(Code),
    /// The request can be read, but not accepted: every fault at once.
    Invalid(Vec<Fault>),
    /// Nobody known is asking.
    Unauthenticated(Code),
    /// A known caller asks for what its role may not do.
    Forbidden,
    /// Before anything else the caller has to set up what the code names.
    SetUpFirst(Code),
    /// Absent or out of reach; the two look alike.
    NotFound,
    /// A true request at the wrong moment.
    Conflict(Code),
    /// An account holds several grants, and none was chosen.
    Ambiguous(Vec<Grant>),
    /// The caller acts on an old version of what it read.
    Stale {
        /// The version that is in force now.
        current: i64,
    },
    /// Acting on this needs the version that the caller has read.
    VersionMissing,
    /// The path is right, the method is not; those that are.
    WrongMethod(Vec<String>),
    /// Too much to read.
    TooLarge,
    /// Not in a form that is read here.
    Unsupported,
    /// Asked too often; seconds after which to ask again.
    TooMany(u64),
    /// A neighbour is away; the same request may succeed later.
    Unavailable,
    /// A fault of our own: logged in full, told to nobody.
    Internal(Box<dyn std::error::Error + Send + Sync>),
}

/// One thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// JSON pointer into the body, or the name of a parameter.
    pub pointer: String,
    /// What is wrong.
    pub code: Code,
}

impl Fault {
    /// A fault of one member of the body.
    pub fn at(pointer: impl Into<String>, code: Code) -> Self {
        Self {
            pointer: pointer.into(),
            code,
        }
    }
}

/// One fault alone.
#[must_use]
pub fn invalid(pointer: &str, code: Code) -> Error {
    Error::Invalid(vec![Fault::at(pointer, code)])
}

/// A row has the version that was read.
///
/// # Errors
/// [`Error::Stale`] where somebody has changed it since.
pub fn unchanged(current: i64, read: i64) -> Result<(), Error> {
    if current == read {
        Ok(())
    } else {
        Err(Error::Stale { current })
    }
}

/// Writes the codes down once: variant, stable spelling, Chinese, English.
macro_rules! codes {
    ($($name:ident = $code:literal, $zh:literal, $en:literal;)+) => {
        /// A stable code for what is wrong, with its sentence in two languages.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $(#[doc = concat!("`", $code, "`")] $name,)+ }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The spelling that clients rely on.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The sentence for an officer.
            #[must_use]
            pub const fn zh(self) -> &'static str {
                match self { $(Self::$name => $zh,)+ }
            }

            /// The sentence in English.
            #[must_use]
            pub const fn en(self) -> &'static str {
                match self { $(Self::$name => $en,)+ }
            }
        }
    };
}

codes! {
    // reading a request
    JsonMalformed = "JSON_MALFORMED", "请求内容不是合法的 JSON", "the body is not JSON";
    ParameterMalformed = "PARAMETER_MALFORMED", "参数格式不对或不认识", "a parameter is unknown or cannot be read";
    CursorMismatch = "CURSOR_MISMATCH", "翻页标记与本次查询不符，请从第一页重新查询", "the cursor belongs to another query; start from the first page";
    IdempotencyKeyMissing = "IDEMPOTENCY_KEY_MISSING", "缺少 Idempotency-Key 请求头（8–64 位字母、数字、_、-）", "the Idempotency-Key header is missing (8 to 64 of A-Z a-z 0-9 _ -)";
    IdempotencyKeyReused = "IDEMPOTENCY_KEY_REUSED", "同一个 Idempotency-Key 已用于另一请求", "this Idempotency-Key was used for another request";
    TooSlow = "TOO_SLOW", "请求内容传得太慢，连接已放弃，请重新发送", "the body came too slowly and was given up; send it again";
    MultipartMalformed = "MULTIPART_MALFORMED", "上传内容不完整或格式不对", "the upload is incomplete or not multipart";
    IfMatchMalformed = "IF_MATCH_MALFORMED", "If-Match 应为读取时得到的 ETag，例如 \"v3\"", "If-Match takes the ETag that was read, such as \"v3\"";
    // fields
    UnknownMember = "UNKNOWN_MEMBER", "没有这个字段，或该字段不可写", "there is no such member, or it cannot be written";
    Missing = "MISSING", "必填", "is required";
    WrongType = "WRONG_TYPE", "类型或格式不对", "has the wrong type or form";
    UnknownCode = "UNKNOWN_CODE", "不是规定的代码", "is not a code of this list";
    TooLong = "TOO_LONG", "太长", "is too long";
    TooShort = "TOO_SHORT", "太短", "is too short";
    OutOfRange = "OUT_OF_RANGE", "超出允许范围", "is out of range";
    ForbiddenCharacter = "FORBIDDEN_CHARACTER", "含有不允许的控制字符", "has a control character that is not allowed";
    DivisionUnknown = "DIVISION_UNKNOWN", "没有这个行政区划代码", "is no division code";
    DivisionOutOfReach = "DIVISION_OUT_OF_REACH", "不在您的管辖范围内", "lies outside your area";
    WithinReach = "WITHIN_REACH", "此人在您的管辖范围内，可直接查阅", "this person lies within your reach: look without breaking the glass";
    CitizenIdInvalid = "CITIZEN_ID_INVALID", "身份证号不对", "is no citizen ID";
    PhoneInvalid = "PHONE_INVALID", "电话号码不对", "is no telephone number";
    EmailInvalid = "EMAIL_INVALID", "电子邮件地址不对", "is no e-mail address that every mail server takes";
    EmailCodeWrong = "EMAIL_CODE_WRONG", "邮箱验证码不对、已用过、已过期或试错太多次，请重新获取（PUT /me/email-code）", "the code is wrong, used, too old or was tried too often; ask for another (PUT /me/email-code)";
    MobileNeeded = "MOBILE_NEEDED", "短信只能发到手机号码", "takes a mobile number: text messages reach no other";
    CreditCodeInvalid = "CREDIT_CODE_INVALID", "统一社会信用代码不对", "is no unified social credit code";
    DateOrder = "DATE_ORDER", "结束早于开始", "ends before it begins";
    DateInFuture = "DATE_IN_FUTURE", "日期在将来", "lies in the future";
    DateTooEarly = "DATE_TOO_EARLY", "日期早于前一步", "lies before the step that precedes it";
    PayOrder = "PAY_ORDER", "最高工资低于最低工资", "the highest pay is below the lowest";
    AgeOrder = "AGE_ORDER", "最大年龄小于最小年龄", "the highest age is below the lowest";
    AgeUnlawful = "AGE_UNLAWFUL", "不得招用未满16周岁的人（劳动法第十五条）", "nobody under 16 may be employed (Labour Law, article 15)";
    HazardAge = "HAZARD_AGE", "有害作业不得招用未满18周岁的人（劳动法第六十四条）", "nobody under 18 may be employed in hazardous work (Labour Law, article 64)";
    WorkplaceTooWide = "WORKPLACE_TOO_WIDE", "工作地点应具体到市（州）或县", "a workplace is a prefecture or lies in one";
    DatePast = "DATE_PAST", "日期已过", "has passed already";
    UnlawfulSex = "UNLAWFUL_SEX", "不得限定或优先性别（就业促进法第二十七条、人力资源市场暂行条例第二十四条）", "sets a condition of sex (Employment Promotion Law, article 27; Regulation on the Human Resources Market, article 24)";
    UnlawfulEthnicity = "UNLAWFUL_ETHNICITY", "不得限定民族（就业促进法第二十八条、人力资源市场暂行条例第二十四条）", "sets a condition of ethnicity (Employment Promotion Law, article 28; Regulation on the Human Resources Market, article 24)";
    UnlawfulReligion = "UNLAWFUL_RELIGION", "不得限定宗教信仰（就业促进法第三条、人力资源市场暂行条例第二十四条）", "sets a condition of religion (Employment Promotion Law, article 3; Regulation on the Human Resources Market, article 24)";
    UnlawfulOrigin = "UNLAWFUL_ORIGIN", "不得限定户籍、地域（就业促进法第三十一条、网络招聘服务管理规定第十五条）", "sets a condition of household origin (Employment Promotion Law, article 31; Provisions on Online Recruitment Services, article 15)";
    UnlawfulMarriage = "UNLAWFUL_MARRIAGE", "不得限定婚育状况（就业促进法第二十七条）", "sets a condition of marriage or birth (Employment Promotion Law, article 27)";
    UnlawfulCarrier = "UNLAWFUL_CARRIER", "不得以传染病病原携带者为由拒绝录用（就业促进法第三十条）", "turns carriers of a pathogen away (Employment Promotion Law, article 30)";
    RunUnfit = "RUN_UNFIT", "这次匹配不能用于此处：看不到、尚未完成、只是试算，或与比较的不是同一地区", "is no run that serves here: out of sight, not finished, a what-if itself, or compared across divisions";
    RunDayTooFar = "RUN_DAY_TOO_FAR", "匹配日期须在今天前后一年之内", "must lie within a year of today";
    LearntUntilUnfit = "LEARNT_UNTIL_UNFIT", "学习截止日须早于今天，且不早于十年前", "must lie before today, and within the last ten years";
    BoundTwice = "BOUND_TWICE", "人数与千分比只填一项", "takes people or a share of them, not both";
    VacancyUnknown = "VACANCY_UNKNOWN", "没有这个岗位，或您看不到它", "is no post that you can see";
    RunUnknown = "RUN_UNKNOWN", "没有这次匹配，或它没有名额预留价", "is no run with bid prices that you can see";
    SeasonAmbiguous = "SEASON_AMBIGUOUS", "预计后续人数与沿用的匹配二者须填且只填一项", "takes exactly one of expected arrivals and the run whose bid prices are taken over";
    WeightsUneven = "WEIGHTS_UNEVEN", "各项权重之和应为 10000", "the weights must add up to 10,000";
    PasswordTooWeak = "PASSWORD_TOO_WEAK", "密码须为12至128位，不能是常见或容易猜到的，也不能含有本人的用户名、姓名或号码", "a password has 12 to 128 characters, is hard to guess and holds neither your names nor your numbers";
    PasswordTooPlain = "PASSWORD_TOO_PLAIN", "密码须含大写字母、小写字母、数字、其他字符中的三类（GB/T 22239）", "a password has three of small letters, capitals, digits and other characters (GB/T 22239)";
    PasswordUsedBefore = "PASSWORD_USED_BEFORE", "这个密码最近用过，请换一个", "this password was used lately; choose another";
    PasswordWrong = "PASSWORD_WRONG", "现用密码不对", "is not the present password";
    SecondFactorWrong = "SECOND_FACTOR_WRONG", "动态口令或恢复码不对、已用过或已过期", "the one-time or recovery code is wrong, used or too late";
    PairingSidesOverlap = "PAIRING_SIDES_OVERLAP", "结对双方是同一地区，或一方在另一方之内", "the two sides are one division, or one lies in the other";
    // who asks
    TokenMissing = "TOKEN_MISSING", "请先登录", "sign in first";
    TokenInvalid = "TOKEN_INVALID", "登录凭证无效或已过期，请重新登录", "the token is invalid or has expired; sign in again";
    SignInFailed = "SIGN_IN_FAILED", "用户名或密码不对", "the user name or the password is wrong";
    SecondFactorMissing = "SECOND_FACTOR_MISSING", "还需动态口令（或恢复码），请在 code 中填写", "a one-time code or a recovery code is needed, too: send it as code";
    ClaimFailed = "CLAIM_FAILED", "验证码或认领码不对、已用过、已过期或试错太多次，请重新获取", "the code is wrong, used, too old or was tried too often; ask for another";
    RefreshInvalid = "REFRESH_INVALID", "续期凭证无效、已用过或已过期，请重新登录", "the refresh token is invalid, used or too old; sign in again";
    PasswordDue = "PASSWORD_DUE", "请先修改密码（PUT /me/password）", "change your password first (PUT /me/password)";
    ConsentUndecided = "CONSENT_UNDECIDED", "请先阅读告知书并逐项选择是否同意（GET /consent-notice，POST /people/{id}/consents）", "read the notice and say yes or no to each purpose first (GET /consent-notice, POST /people/{id}/consents)";
    SecondFactorUnset = "SECOND_FACTOR_UNSET", "请先设置动态口令（PUT /me/second-factor）", "set up your second factor first (PUT /me/second-factor)";
    GrantAmbiguous = "GRANT_AMBIGUOUS", "该账号有多个身份，请用 grant_id 指定其一", "the account holds several grants; choose one by grant_id";
    BootstrapClosed = "BOOTSTRAP_CLOSED", "已有管理员，或一次性代码无效、已过期", "there is an administrator already, or the code is wrong, used or expired";
    UsernameTaken = "USERNAME_TAKEN", "用户名已被使用", "the user name is taken";
    RoleNotYours = "ROLE_NOT_YOURS", "不能授予这个身份", "this role is not yours to grant";
    MembersRepeated = "MEMBERS_REPEATED", "同一个人出现了两次", "names one person twice";
    RoomForTwo = "ROOM_FOR_TWO", "夫妻房只给要求同一岗位的两个人", "a couple room is for two people who are to be at one post";
    PersonUnknown = "PERSON_UNKNOWN", "没有这个人，或不在您的管辖范围内", "is nobody within your reach";
    NotYourStatement = "NOT_YOUR_STATEMENT", "只有同一身份的提供者可以撤回", "is for those to withdraw in whose role it was stated";
    RoundsCount = "ROUNDS_COUNT", "回访轮次应为1至12轮", "takes one to twelve rounds";
    RoundsOrder = "ROUNDS_ORDER", "回访天数应从小到大，在1至3650之间", "takes rising numbers of days from 1 to 3,650";
    RoundsLead = "ROUNDS_LEAD", "提前天数应少于相邻两轮的间隔", "is not less than the days from one round to the next";
    PlanTooDeep = "PLAN_TOO_DEEP", "按县级及以上设定", "is set for counties and what lies above them";
    OnlyWhereLeft = "ONLY_WHERE_LEFT", "只在结果为已离岗时填写", "is told with the outcome left, and only then";
    NoticeOutdated = "NOTICE_OUTDATED", "不是现行版本的告知书，请重新读取并展示", "is not the version of the notice in force: read and show it again";
    NothingAnswered = "NOTHING_ANSWERED", "至少选择一项", "answers nothing";
    ConsentMissing = "CONSENT_MISSING", "本人未同意参加匹配，请先登记同意", "does not consent to being matched: write the consent down first";
    Unwilling = "UNWILLING", "本人无就业意愿，不参加匹配", "does not want to work, and takes no part in matching";
    EmploymentUnknown = "EMPLOYMENT_UNKNOWN", "没有这段就业，或不在您的管辖范围内", "is no job within your reach";
    KindNotYours = "KIND_NOT_YOURS", "您的身份不能提供这种佐证", "is no kind of evidence that your role gives";
    FileUnknown = "FILE_UNKNOWN", "没有这个文件，或不是您上传的", "is no file that you have sent";
    WordTakesNoFile = "WORD_TAKES_NO_FILE", "口头确认不附文件；有文件请选相应的佐证种类", "is only said: evidence with a file is of another kind";
    MediaUnknown = "MEDIA_UNKNOWN", "只接受 JPEG、PNG、WebP 图片或 PDF", "is neither JPEG, PNG, WebP nor PDF";
    JobOverThen = "JOB_OVER_THEN", "那一天这段就业已经结束", "the job had ended by that day";
    WantedAmbiguous = "WANTED_AMBIGUOUS", "身份证号、电话、姓名三者须填且只填一项", "takes exactly one of citizen ID, phone and name";
    UnitUnknown = "UNIT_UNKNOWN", "不在这次抽查的样本中，或不在您的管辖范围内", "is not in this sample, or lies outside your area";
    UnitTwice = "UNIT_TWICE", "同一人在这次填报中出现了两次", "is told of twice in this request";
    OwnReport = "OWN_REPORT", "这份就业由您本人上报过，须由他人核实", "you reported this job yourself; somebody else must verify it";
    // state
    Recused = "RECUSED", "本人经手过此事，应回避，请由同事办理", "you had a hand in this before: a colleague must do it";
    LegalHold = "LEGAL_HOLD", "依法须继续保存，解除后才能删除", "must be kept by law: nothing is erased before that is released";
    WorkGoesOn = "WORK_GOES_ON", "本人仍在途或在岗，离岗后才能删除", "is on the way to work, or at work: nothing is erased before that ends";
    HoldsMore = "HOLDS_MORE", "该账号还持有您管辖范围之外的身份，请由上级办理", "the account also holds what lies beyond your reach: whoever is above both must do it";
    HeldElsewhere = "HELD_ELSEWHERE", "该企业已在另一地区登记，请由登记地审核", "the enterprise is of another place, whose office must decide";
    AlreadyExists = "ALREADY_EXISTS", "已经存在", "exists already";
    Busy = "BUSY", "同一请求正在处理，请稍后重试", "the same request is being worked on; try again";
    SharingRefused = "SHARING_REFUSED", "本人不同意向用人单位提供个人信息，不能接受岗位；请先登记同意", "the person lets no employer know who comes, and so cannot accept: write the consent to share down first";
    OfferStands = "OFFER_STANDS", "此人还有待答复的岗位，请先答复或撤回", "the person has an offer that is not answered yet; answer it or take it back first";
    NotMatched = "NOT_MATCHED", "此人不参加匹配：年龄、在校、劳动能力或就业意愿不符", "takes no part in matching: by age, school, ability to work or will";
    PartyGoesTogether = "PARTY_GOES_TOGETHER", "此人须与同行人员一起安排：请通过匹配安排，或先解散同行组", "goes together with others: match them together, or dissolve the party first";
    LimitPostStale = "LIMIT_POST_STALE", "岗位超过三十日未确认，请用人单位先确认", "the post was not confirmed for thirty days; the enterprise confirms it first";
    LimitAge = "LIMIT_AGE", "年龄不符合岗位要求", "the age is not one that the post takes";
    LimitHazard = "LIMIT_HAZARD", "未满十八周岁不得从事该岗位的危险作业", "nobody under 18 does the hazardous work of the post";
    LimitSchooling = "LIMIT_SCHOOLING", "文化程度低于岗位要求", "the schooling is below what the post asks for";
    LimitCertificate = "LIMIT_CERTIFICATE", "缺少岗位必需的证书", "a certificate that the post asks for is not held";
    LimitSkill = "LIMIT_SKILL", "缺少岗位必需的技能", "a skill that the post asks for is lacking";
    LimitWillingness = "LIMIT_WILLINGNESS", "超出本人愿意去的地域范围（含此前因离家远等原因拒绝后的限制）", "lies farther than the person would go, by the wish or by an earlier no";
    LimitPublicWelfare = "LIMIT_PUBLIC_WELFARE", "公益性岗位仅限本县人员", "public welfare posts are for people of the own county";
    LimitStartWindow = "LIMIT_START_WINDOW", "本人无法在岗位规定的日期前到岗", "the person cannot start by the last day of the post";
    LimitRefusedTrade = "LIMIT_REFUSED_TRADE", "本人一年内拒绝过这一工种", "the person has refused this trade within a year";
    LimitRefused = "LIMIT_REFUSED", "此前已被本人或用人单位拒绝", "was refused before, by the person or the enterprise";
    LimitExcluded = "LIMIT_EXCLUDED", "已被人工排除，请先删除排除", "was excluded by an officer; remove the exclusion first";
    AlreadyPlaced = "ALREADY_PLACED", "此人已接受另一岗位或在途、在岗", "the person is on the way to another post, or at one";
    VacancyFull = "VACANCY_FULL", "岗位名额已满", "the post has no opening left";
    VacancyClosed = "VACANCY_CLOSED", "岗位已关闭", "the post is closed";
    OfferOver = "OFFER_OVER", "已过答复期限", "the last day for an answer is over";
    NotConfirmed = "NOT_CONFIRMED", "企业尚未确认此人", "the enterprise has not confirmed the person";
    NotArrived = "NOT_ARRIVED", "外出务工须先登记到达", "work away from home begins with an arrival";
    HasOpenJob = "HAS_OPEN_JOB", "此人有未结束的工作", "the person has a job that has not ended";
    NoOpenJob = "NO_OPEN_JOB", "此人没有未结束的工作", "the person has no job that goes on";
    ImpossibleLife = "IMPOSSIBLE_LIFE", "更正后各步骤前后矛盾，请先更正相关步骤", "the steps would contradict each other; correct those around it first";
    AlreadyCorrected = "ALREADY_CORRECTED", "这条记录已被更正或撤销，请更正最新的一条", "was corrected or taken back already; correct the one that stands in its place";
    NothingCorrected = "NOTHING_CORRECTED", "更正内容与原记录相同，或这条记录不能更正", "says nothing else than before, or is not to be corrected";
    EventUnknown = "EVENT_UNKNOWN", "这条安置中没有这个记录", "is no event of this placement";
    NobodyToLeave = "NOBODY_TO_LEAVE", "这次匹配中没有已接受、尚未安排出行的外出人员", "nobody of this run has accepted work away from home and is of no departure yet";
    PlacementUnknown = "PLACEMENT_UNKNOWN", "没有这条安置，或不在您的管辖范围内", "is no placement within your reach";
    NotLeaving = "NOT_LEAVING", "此人尚未接受岗位，或已经出发", "has not accepted, or has left already";
    OtherWay = "OTHER_WAY", "此人的出发地或目的地与本批次不同", "comes from elsewhere or goes elsewhere";
    NotAMember = "NOT_A_MEMBER", "此人不在本批次名单中", "is not of this departure";
    OverCapacity = "OVER_CAPACITY", "超过本批次人数上限", "are more than may go with it";
    InADeparture = "IN_A_DEPARTURE", "此人已在另一出行批次中", "is of a departure already";
    OfPlacement = "OF_PLACEMENT", "这段就业由安置而来，请在安置中办理", "the job became of a placement; act on the placement";
    Voided = "VOIDED", "这段就业已作废", "the job was voided";
    JobStopped = "JOB_STOPPED", "任务被中止", "the job was stopped";
    RowsRejected = "ROWS_REJECTED", "有错误行，按要求全部未导入；请下载更正后重新上传", "there are bad rows, and all or nothing was asked for: nothing is imported";
    TooManyJobs = "TOO_MANY_JOBS", "您名下未结束的任务已达上限，请等其完成，或确认、取消一些后再提交", "your account has as many open jobs as one may have: wait for them, confirm or cancel some";
    SpoolFull = "SPOOL_FULL", "您名下待处理的上传文件已占满可用空间，请先确认或取消一些任务，或等旧文件到期清除后再上传", "your account's files that wait take all the room they may: confirm or cancel some jobs, or wait until old files expire";
    RowsMostlyWrong = "ROWS_MOSTLY_WRONG", "表中大部分行有错误，其余未再检查；请先核对栏目与模板，按已列出的错误改正后重新上传", "most rows are wrong, and the rest was not looked at: compare the columns with the template, mend what is listed and send it again";
    FileGone = "FILE_GONE", "上传的文件已不在，请重新上传", "the uploaded file is gone; send it again";
    AreaNeeded = "AREA_NEEDED", "表中没有县名一栏，请指明所属县（市、区）：命令行用 --county，接口用 area", "the sheet does not tell the county: name it, by --county at the desk or by area in the API";
    JobCrashed = "JOB_CRASHED", "处理时多次中断，请联系管理员", "the work broke off again and again; ask whoever runs the service";
    OpeningsBelowTaken = "OPENINGS_BELOW_TAKEN", "招聘人数不能少于已录用人数", "fewer openings than are taken already";
    NothingToDraw = "NOTHING_TO_DRAW", "这个范围内没有上报在岗的人，无从抽查", "nobody is reported at work there, so there is nobody to draw";
    InAParty = "IN_A_PARTY", "有成员已在另一个同行组中", "somebody is in another party already";
    OtherSideDecides = "OTHER_SIDE_DECIDES", "应由另一方县作出决定", "is for the other county to decide";
    NotInThisState = "NOT_IN_THIS_STATE", "当前状态下不能执行此操作", "cannot be done in the present state";
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Malformed(code)
            | Self::Unauthenticated(code)
            | Self::SetUpFirst(code)
            | Self::Conflict(code) => f.write_str(code.en()),
            Self::Invalid(faults) => {
                write!(f, "{} value(s) cannot be accepted", faults.len())?;
                for fault in faults {
                    write!(f, "; {} {}", fault.pointer, fault.code.en())?;
                }
                Ok(())
            }
            Self::Ambiguous(_) => f.write_str(Code::GrantAmbiguous.en()),
            Self::Forbidden => f.write_str("the role lacks this permission"),
            Self::NotFound => f.write_str("there is no such thing within reach"),
            Self::Stale { current } => write!(f, "version {current} is in force by now"),
            Self::VersionMissing => f.write_str("If-Match is required"),
            Self::WrongMethod(allowed) => write!(f, "takes {}", allowed.join(", ")),
            Self::TooLarge => f.write_str("too large"),
            Self::Unsupported => f.write_str("not in a form that is read here"),
            Self::TooMany(seconds) => write!(f, "too many requests; again in {seconds} s"),
            Self::Unavailable => f.write_str("a neighbour is away"),
            Self::Internal(cause) => write!(f, "internal: {cause}"),
        }
    }
}

impl std::error::Error for Error {}

impl Error {
    /// A fault of our own, with its cause.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }
}

impl From<std::io::Error> for Error {
    fn from(cause: std::io::Error) -> Self {
        Self::internal(cause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_is_spelt_once() {
        let spellings: std::collections::HashSet<_> =
            Code::ALL.iter().map(|c| c.as_str()).collect();
        assert_eq!(spellings.len(), Code::ALL.len());
    }
}
