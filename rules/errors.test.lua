-- What the language refuses, and with which message: a rule file with such a mistake is not loaded,
-- a case on which a rule makes one is stored as failed, never as 0.

local function refused(name, message, statements)
  test("refused: " .. name) {
    county = "heilongjiang/jiamusi",
    with = function()
      from "2018-01-01"
      statements()
    end,
    cases = { { in_scope_cost = yuan(3000), hospital_level = "township", settled = "2018-05-01" } },
    error = message,
  }
end

local function failing(name, message, pays)
  refused(name, message, function()
    layer "basic" { title = "基本医疗保险", fund = "390100", pays = pays }
  end)
end

-- Values ------------------------------------------------------------------------------------------

refused("95 for a ratio", "95 is no value for 'basic.ratio'", function()
  basic.ratio.secondary = 95
end)

refused("a bare number for money", "5000 is no value for 'basic.annual_cap'", function()
  basic.annual_cap = 5000
end)

refused("a ratio above 100%", "120% is outside 0% to 100%", function()
  basic.ratio.secondary = percent(120)
end)

refused("a ratio from a damaged text", "20230% is outside 0% to 100%", function()
  basic.ratio.secondary = percent(20230)
end)

refused("money where a ratio is due", "'basic.ratio' is a ratio, not an amount in yuan", function()
  basic.ratio.secondary = yuan(80)
end)

refused("an amount out of range", "is outside the range of 'basic.deductible'", function()
  basic.deductible.township = yuan(12023)
end)

refused("a fraction of a fen", "more than two decimals", function()
  basic.annual_cap = yuan(1000.005)
end)

refused("calculating with units", "are not calculated with while rules are loaded", function()
  basic.ratio.secondary = percent(80) + percent(5)
end)

refused("a day that does not exist", "there is no day 2018-02-30", function()
  from "2018-02-30"
end)

refused("two values for one day", "'basic.annual_cap' is given twice for the same day", function()
  basic.annual_cap = yuan(1000)
  basic.annual_cap = yuan(2000)
end)

refused("one value for a table of them", "has one value for each hospital_level", function()
  basic.ratio = percent(80)
end)

-- Names -------------------------------------------------------------------------------------------

refused("a misspelt parameter", "unknown parameter 'basic.ratoi'", function()
  basic.ratoi.secondary = percent(80)
end)

refused("a misspelt level", "there is no 'secondry' in hospital_level", function()
  basic.ratio.secondry = percent(80)
end)

refused("a misspelt choice", "'point' is no choice of 'basic.unreferred'", function()
  basic.unreferred = "point"
end)

refused("a misspelt layer in the order", "names a layer 'basci'", function()
  settlement { "basci" }
end)

refused("a layer twice in the order", "'basic' stands twice", function()
  settlement { "basic", "basic" }
end)

refused("a field that a layer does not have", "layer has no field 'cover'", function()
  layer "basic" { cover = "any", pays = function() return 0 end }
end)

refused("an accumulator before an unknown layer", "is not declared", function()
  accumulator "lost" { per = "person", before = "bsaic", adds = function() return 0 end }
end)

test "refused: a county that is not there" {
  county = "yunnan/wenshan/wenshna",
  cases = { { in_scope_cost = yuan(1), settled = "2018-05-01" } },
  error = "there is no jurisdiction 'yunnan/wenshan/wenshna'",
}

-- Tiers -------------------------------------------------------------------------------------------

refused("tiers without their reading", "tiers need bounds", function()
  serious_illness.tiers.none = tiers { marginal = true, { ratio = percent(50) } }
end)

refused("tiers that fall", "the bounds of tiers must rise", function()
  serious_illness.tiers.none = tiers {
    bounds = "absolute", marginal = true,
    { upto = yuan(30000), ratio = percent(60) },
    { upto = yuan(20000), ratio = percent(70) },
    { ratio = percent(80) },
  }
end)

refused("a fixed amount in marginal tiers", "a fixed amount needs marginal = false", function()
  serious_illness.tiers.none = tiers {
    bounds = "absolute", marginal = true, { amount = yuan(8000) },
  }
end)

-- Formulas ----------------------------------------------------------------------------------------

failing("a layer that gives no number", "returned NaN", function() return 0 / 0 end)

failing("a layer that gives infinity", "returned infinity", function() return 1 / 0 end)

failing("a layer that gives a text", "the layer 'basic' returned", function() return "100" end)

failing("a layer that gives nothing", "returned nothing", function() end)

failing("a misspelt field of the case", "has no field 'in_scope'", function(case)
  return case.in_scope
end)

failing("a misspelt parameter in a formula", "unknown parameter 'basic.rate'", function(case, p)
  return p.basic.rate
end)

failing("an accumulator that is not there", "has no field 'serious_bsae'", function(case, p, year)
  return year.serious_bsae
end)

failing("a misspelt part of the bill", "has no field 'in_scope_lfet'", function(case, p, year, bill)
  return bill.in_scope_lfet
end)

failing("a parameter without a value", "'supplementary.cap' has no value in force",
  function(case, p) return p.supplementary.cap end)

local remembered = 0

failing("a formula that remembers", "changes a variable outside of itself", function(case)
  remembered = remembered + case.total_cost
  return 0
end)

failing("a formula that changes what it is given", "changes something that it was given",
  function(case, p)
    p.basic.annual_cap = 0
    return 0
  end)

refused("accumulators that need one another", "need one another", function()
  accumulator "hen" { per = "person", adds = function(case, p, year) return year.egg end }
  accumulator "egg" { per = "person", adds = function(case, p, year) return year.hen end }
end)

refused("an accumulator that gives no number", "the accumulator 'broken' returned", function()
  accumulator "broken" { per = "person", adds = function() return 0 / 0 end }
end)
