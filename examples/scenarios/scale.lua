-- 按比例调整：各地的起付线各降一成，困难群众的报销比例再提高 3 个百分点。
-- Scale and add: every place keeps its own value, changed; all deductibles lose a tenth, and the points that
-- the registered poor are given rise by three. What must not leave its range is refused by line.
scale("basic.deductible", 0.9)
add("basic.poor_points.registered_poor", percent(3))
