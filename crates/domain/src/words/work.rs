//! What is told of work: trades, enterprises, contracts, and what posts ask for.

use crate::coded::coded;

coded! {
    /// The coarse trades that rosters and vacancies share (Shaanxi ledger, 岗位工种).
    Trade, "trade" {
        Planting = "planting", "种植类";
        Husbandry = "husbandry", "养殖类";
        Seasonal = "seasonal", "季节工";
        HomeWork = "home_work", "居家务工";
        Freelance = "freelance", "自由职业";
        Education = "education", "教育类";
        Catering = "catering", "餐饮类";
        Housekeeping = "housekeeping", "家政类";
        Retail = "retail", "销售/零售业";
        Care = "care", "医护类";
        Guarding = "guarding", "警务类";
        Technician = "technician", "技工类";
        Processing = "processing", "加工类";
        Manufacturing = "manufacturing", "制造类";
        Services = "services", "服务类";
        Transport = "transport", "商业运输类";
        ECommerce = "e_commerce", "电子商务类";
        Construction = "construction", "建筑类";
        Handicraft = "handicraft", "手工艺类";
        Other = "other", "其他";
    }
}

coded! {
    /// Certificates that posts may ask for and people may hold.
    Certificate, "certificate" {
        Electrician = "electrician", "电工证";
        Welder = "welder", "焊工证";
        Forklift = "forklift", "叉车证";
        Driver = "driver", "驾驶证";
        Cook = "cook", "厨师证";
        Nursing = "nursing", "护理证";
        Childcare = "childcare", "育婴证";
        Teacher = "teacher", "教师资格证";
        Health = "health", "健康证";
        Guard = "guard", "保安员证";
    }
}

coded! {
    /// Industry sections of GB/T 4754-2017.
    Industry, "industry" {
        Farming = "farming", "农、林、牧、渔业";
        Mining = "mining", "采矿业";
        Manufacturing = "manufacturing", "制造业";
        Utilities = "utilities", "电力、热力、燃气及水生产和供应业";
        Construction = "construction", "建筑业";
        Trade = "trade", "批发和零售业";
        Transport = "transport", "交通运输、仓储和邮政业";
        Hospitality = "hospitality", "住宿和餐饮业";
        Software = "software", "信息传输、软件和信息技术服务业";
        Finance = "finance", "金融业";
        RealEstate = "real_estate", "房地产业";
        BusinessServices = "business_services", "租赁和商务服务业";
        Research = "research", "科学研究和技术服务业";
        PublicFacilities = "public_facilities", "水利、环境和公共设施管理业";
        HouseholdServices = "household_services", "居民服务、修理和其他服务业";
        Education = "education", "教育";
        Health = "health", "卫生和社会工作";
        Culture = "culture", "文化、体育和娱乐业";
        Administration = "administration", "公共管理、社会保障和社会组织";
        International = "international", "国际组织";
    }
}

coded! {
    /// Sizes of enterprises (工信部联企业〔2011〕300号).
    EnterpriseSize, "enterprise_size" {
        Large = "large", "大型";
        Medium = "medium", "中型";
        Small = "small", "小型";
        Micro = "micro", "微型";
    }
}

coded! {
    /// Kinds of vacancy.
    VacancyKind, "vacancy_kind" {
        Ordinary = "ordinary", "普通岗位";
        Workshop = "workshop", "扶贫车间";
        PublicWelfare = "public_welfare", "公益性岗位";
    }
}

coded! {
    /// Kinds of contract.
    ContractKind, "contract_kind" {
        Fixed = "fixed", "固定期限";
        Open = "open", "无固定期限";
        Task = "task", "以完成一定工作任务为期限";
        Labour = "labour", "劳务";
    }
}

coded! {
    /// The work closed to people of sixteen and seventeen (劳部发〔1994〕498号, article 3).
    Hazard, "hazard" {
        Dust = "dust", "一级以上接尘作业";
        Toxic = "toxic", "一级以上有毒作业";
        Heights = "heights", "二级以上高处作业";
        ColdWater = "cold_water", "二级以上冷水作业";
        Heat = "heat", "三级以上高温作业";
        Cold = "cold", "三级以上低温作业";
        HeavyLabour = "heavy_labour", "四级体力劳动强度作业";
        Underground = "underground", "矿山井下及矿山地面采石作业";
        Felling = "felling", "森林业伐木、流放及守林作业";
        Radiation = "radiation", "有放射性物质超标的作业";
        FlammableExplosive = "flammable_explosive", "有易燃易爆、化学性烧伤和热烧伤等危险的作业";
        Geological = "geological", "地质勘探和资源勘探的野外作业";
        DivingTunnel = "diving_tunnel", "潜水、涵洞、涵道作业和海拔三千米以上作业";
        HeavyLifting = "heavy_lifting", "连续负重每小时六次以上并每次超过二十公斤的作业";
        PneumaticTools = "pneumatic_tools", "使用凿岩机、捣固机、气镐、气铲、铆钉机、电锤的作业";
        AwkwardPosture = "awkward_posture", "长时间保持低头、弯腰、上举、下蹲等强迫体位和动作频率每分钟大于五十次的流水线作业";
        Boiler = "boiler", "锅炉司炉";
    }
}
