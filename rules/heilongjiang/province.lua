-- 黑龙江省. What is published is the prefecture's; nothing is set here.

jurisdiction { code = "230000", name = "黑龙江省" }
