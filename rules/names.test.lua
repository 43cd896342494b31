-- Chinese names: the same rules and cases, written in English, in Chinese, and in both.
-- The common bill is that of wenshan.test.lua: 10,000 in scope and 300 outside, worked there by hand.

local paid = { basic = yuan(7680), supplementary = yuan(696), assistance = yuan(812), backstop = yuan(82), self_pay = yuan(1030), reimbursed = yuan(9270) }

测试 "一个病例，全用中文" {
  区划 = "yunnan/wenshan",
  病例 = {
    { 符合政策范围 = 元(10000), 全自费 = 元(300), 医院等级 = "二级", 身份 = "建档立卡", 结算日期 = "2018-05-01" },
  },
  预期 = {
    { 基本医保 = 元(7680), 健康扶贫保险 = 元(696), 医疗救助 = 元(812), 政府兜底 = 元(82), 个人自付 = 元(1030), 报销合计 = 元(9270) },
  },
}

test "an English case, Chinese values; a Chinese case, English values" {
  county = "yunnan/wenshan",
  cases = {
    { person = "a", in_scope_cost = yuan(10000), uncovered_cost = yuan(300), hospital_level = "二级", identity = "建档立卡", place = "县域内", settled = "2018-05-01" },
    { 人员 = "b", 符合政策范围 = 元(10000), 全自费 = 元(300), 医院等级 = "secondary", 身份 = "registered_poor", 就医地点 = "in_county", 结算日期 = "2018-05-01" },
    { 人员 = "丙", 总费用 = 元(10300), 符合政策范围 = 元(10000), 全自费 = 元(300), 医院级别 = "二级", 身份 = { { "建档立卡", "2018-01-01" } }, 结算日期 = "2018-05-01" },
  },
  expect = { paid, paid, paid },
}

test "values: Chinese parameter with English key, English parameter with Chinese key" {
  county = "yunnan/wenshan",
  with = function()
    起 "2018-01-01"
    基本医保.报销比例.secondary = 百分之(50)
    基本医保.起付线 = { 二级 = 元(1000), tertiary = 元(2000) }
    assistance.ratio.建档立卡 = percent(0)
    医疗救助.救助比例.特困 = 假定(百分之(90))
  end,
  cases = {
    { person = "a", in_scope_cost = yuan(5000), hospital_level = "secondary", settled = "2018-05-01" },
    { person = "b", in_scope_cost = yuan(5000), hospital_level = "tertiary", settled = "2018-05-01" },
    { person = "c", in_scope_cost = yuan(5000), hospital_level = "secondary", identity = "registered_poor", settled = "2018-05-01" },
  },
  -- (5000 - 1000) x 50%; (5000 - 2000) x 65%; (5000 - 1000) x 55%
  expect = { { basic = yuan(2000) }, { basic = yuan(1950) }, { basic = yuan(2200), assistance = 0 } },
}

test "choices and flags in Chinese" {
  county = "yunnan/wenshan",
  with = function()
    起 "2018-01-01"
    大病保险.封顶方式 = { 无身份 = nil, 建档立卡 = "不封顶" }
    政府兜底.计算周期 = "全年"
    政府兜底.兜底对象.建档立卡 = 否
    basic.unreferred = "先行自付"
    基本医保.未转诊先行自付比例 = 百分之(20)
  end,
  cases = {
    { in_scope_cost = yuan(10000), uncovered_cost = yuan(300), hospital_level = "secondary", identity = "registered_poor", settled = "2018-05-01" },
    { person = "b", in_scope_cost = yuan(10000), hospital_level = "secondary", place = "in_prefecture", referral = "none", settled = "2018-05-01" },
  },
  -- no backstop; (10000 x 80% - 400) x 75%
  expect = { { backstop = 0, self_pay = yuan(1112) }, { basic = yuan(5700) } },
}

-- A layer and an accumulator written in Chinese; what they read is what the English ones would.
测试 "公式：参数、病例、年内累计、账单" {
  区划 = "yunnan/wenshan",
  另设 = function()
    起 "2018-01-01"
    累计 "stays_of_year" {
      名称 = "年内住院次数", 归属 = "个人", 先于 = "基本医保",
      累加 = function(病例) return 1 end,
    }
    层 "基本医保" {
      支付 = function(病例, 参, 年)
        if 病例.医院等级 ~= "二级" or 病例.就医地点 ~= "县域内" or 病例.医疗类别 ~= "普通住院" then return 0 end
        if 年.年内住院次数 > 1 then return 年.基本医保 end
        local 起付线 = 参.基本医保.起付线[病例.医院级别]
        return 四舍五入(最大(病例.符合政策范围 - 起付线, 0) * 参.基本医保.报销比例.二级)
      end,
    }
    层 "医疗救助" {
      支付 = function(病例, 参, 年, 账单)
        if not 病例:具有("低保") or 病例.身份 ~= "低保" then return 0 end
        if 参.政府兜底.计算周期 ~= "每次住院" or 参.大病保险.封顶方式[病例.身份] ~= "不封顶" then return 1 end
        return (账单.总费用 - 账单.已付合计 - 账单.健康扶贫保险) * 百分之(50) + 账单.基本医保 * 0 + 账单.个人自付 * 0
      end,
    }
    顺序 { "基本医保", "医疗救助" }
  end,
  病例 = {
    { 符合政策范围 = 元(10400), 医院等级 = "二级", 身份 = "低保", 结算日期 = "2018-05-01" },
    { 符合政策范围 = 元(9000), 医院等级 = "二级", 身份 = "低保", 结算日期 = "2018-06-01" },
    { 人员 = "乙", 符合政策范围 = 元(10400), 医院等级 = "三级", 结算日期 = "2018-05-01" },
  },
  -- (10400 - 400) x 75% = 7500, half of 2900; then what basic insurance has paid, 7500, half of 1500
  预期 = {
    { 基本医保 = 元(7500), 医疗救助 = 元(1450), 个人自付 = 元(1450) },
    { 基本医保 = 元(7500), 医疗救助 = 元(750), 个人自付 = 元(750) },
    { 基本医保 = 0, 个人自付 = 元(10400) },
  },
}

test "an English layer reads what a Chinese one has declared, and the other way round" {
  county = "yunnan/wenshan",
  with = function()
    from "2018-01-01"
    累计 "paid_twice" { 名称 = "双倍累计", 归属 = "家庭", 先于 = "basic", 累加 = function(case) return case.总费用 * 2 end }
    field "half_cost" { name = "半价", title = "一半", over = "case", of = function(case) return case.total_cost / 2 end }
    layer "basic" { pays = function(case, p, year) return case.half_cost - case.半价 + year.paid_twice - year.双倍累计 + case.半价 end }
    layer "assistance" { pays = function(case, p, year, bill) return bill.基本医保 - bill.basic + bill.self_pay / 2 end }
    settlement { "basic", "医疗救助" }
  end,
  cases = { { in_scope_cost = yuan(1000), settled = "2018-05-01" } },
  expect = { { basic = yuan(500), 医疗救助 = yuan(250), assistance = yuan(250), self_pay = yuan(250) } },
}

测试 "分段和历次" {
  区划 = "yunnan/wenshan",
  另设 = function()
    起 "2018-01-01"
    local 段 = 分段 {
      起付线 = 元(1000), 起付方式 = "扣除", 界限 = "超过起付线", 分段累加 = 是, 上界 = "含",
      { 至 = 元(1000), 比例 = 百分之(50) }, { 比例 = 百分之(80) },
    }
    医疗救助.分段比例 = 段
    层 "医疗救助" { 承担 = "全部", 支付 = function(病例, 参, 年, 账单, 历史)
      if 历史:最近(30).次数 > 0 then return 历史:最近(天(30)).符合政策范围 end
      return 参.医疗救助.分段比例:支付(账单.个人自付)
    end }
    顺序 { "医疗救助" }
  end,
  病例 = {
    { 符合政策范围 = 元(3000), 结算日期 = "2018-05-01" }, { 符合政策范围 = 元(4000), 结算日期 = "2018-05-20" },
  },
  -- 1000 x 50% + 1000 x 80%; the earlier stay's 3000
  预期 = { { 医疗救助 = 元(1300) }, { 医疗救助 = 元(3000) } },
}

-- --- refusals ------------------------------------------------------------------------------------

local function refused(name, message, rule)
  test("refused: " .. name) {
    county = "yunnan/wenshan", with = rule, error = message,
    cases = { { in_scope_cost = yuan(1000), hospital_level = "二级", identity = "低保", settled = "2018-05-01" } },
  }
end

refused("an unknown Chinese parameter", "unknown parameter '基本医保.报销比率'", function() 基本医保.报销比率 = 百分之(50) end)
refused("half English", "the name '基本医保.ratio' is half English and half Chinese", function() 基本医保.ratio = 百分之(50) end)
refused("half Chinese", "the name 'basic.报销比例' is half English", function() basic.报销比例.二级 = percent(50) end)
refused("half English in a formula", "the name 'basic.起付线' is half English", function()
  from "2018-01-01"
  layer "basic" { pays = function(case, p) return p.basic.起付线.二级 end }
end)
refused("an unknown Chinese key", "there is no '贰级' in 医院等级", function() 基本医保.报销比例.贰级 = 百分之(50) end)
refused("an unknown Chinese key in a formula", "'贰级' is no key of '基本医保.报销比例'", function()
  from "2018-01-01"
  layer "basic" { pays = function(case, p) return p.基本医保.报销比例.贰级 end }
end)
refused("an unknown Chinese choice", "'每年' is no choice of '政府兜底.计算周期'", function() 政府兜底.计算周期 = "每年" end)
refused("an unknown Chinese identity", "there is no identity '低保对象'", function()
  from "2018-01-01"
  layer "basic" { pays = function(case) return case:具有("低保对象") and 1 or 0 end }
end)
refused("an unknown Chinese field", "a case has no field '总花费'", function()
  from "2018-01-01"
  layer "basic" { pays = function(case) return case.总花费 end }
end)
refused("an unknown Chinese layer in a bill", "a bill has no field '基本医疗'", function()
  from "2018-01-01"
  layer "basic" { pays = function(case, p, year, bill) return bill.基本医疗 end }
end)
refused("the same value in two spellings", "'基本医保.报销比例.二级' is given twice", function()
  from "2018-01-01"
  基本医保.报销比例 = { 二级 = 百分之(50), secondary = 百分之(60) }
  基本医保.报销比例.二级 = 百分之(50)
end)
refused("the same field in two spellings", "'说明' and 'doc' are the same field", function()
  from "2018-01-01"
  layer "basic" { doc = "a", 说明 = "甲", pays = function() return 0 end }
end)
refused("an English field and a Chinese value", "'hospital_level' is never \"二级\"", function()
  from "2018-01-01"
  layer "basic" { pays = function(case) return case.hospital_level == "二级" and 1 or 0 end }
end)
refused("a Chinese field and an English value, by a local", "'身份' is never \"dibao\"", function()
  from "2018-01-01"
  layer "basic" { pays = function(case)
    local who = case.身份
    if who == "低收入" then return 1 end
    return who ~= "dibao" and 1 or 0
  end }
end)
refused("an English choice and a Chinese text", "'period' is never \"全年\"", function()
  from "2018-01-01"
  layer "basic" { pays = function(case, p) return p.backstop.period == "全年" and 1 or 0 end }
end)
refused("a keyed choice", "'封顶方式' is never \"none\"", function()
  from "2018-01-01"
  layer "basic" { pays = function(case, p) return p.大病保险.封顶方式[case.身份] == "none" and 1 or 0 end }
end)
refused("a second Chinese name", "the layer 'basic' is called '基本医保' elsewhere (model.lua:", function()
  from "2018-01-01"
  layer "basic" { name = "基本保险", pays = function() return 0 end }
end)
refused("a Chinese name that another layer has", "the name '大病保险' of this layer is taken by the layer 'serious_illness' (model.lua:", function()
  from "2018-01-01"
  layer "special" { name = "大病保险", pays = function() return 0 end }
end)
refused("a Chinese name that an accumulator has", "is taken by the accumulator 'serious_base' (model.lua:", function()
  from "2018-01-01"
  layer "special" { name = "大病累计负担", pays = function() return 0 end }
end)
refused("a Chinese name that a bill has", "is taken by a field of every bill", function()
  from "2018-01-01"
  layer "special" { name = "个人自付", pays = function() return 0 end }
end)
refused("a name that cannot be written", "\"特惠（保）\" cannot be the Chinese name of a layer", function()
  from "2018-01-01"
  layer "special" { name = "特惠（保）", pays = function() return 0 end }
end)
refused("a layer without an English name", "'特惠保' cannot be the name of a layer", function()
  from "2018-01-01"
  层 "特惠保" { 支付 = function() return 0 end }
end)
