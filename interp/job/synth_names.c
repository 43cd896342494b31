/* Names and ID numbers that belong to nobody. The region code 99 is given to no place, so no such
 * number was ever issued; the check digit (GB 11643) is right, so that checks of it can be tried. */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "job/synth_household.h"

static const char *const surnames[] = {
    "王", "李", "张", "陆", "黄", "韦", "农", "侬", "杨", "熊", "马", "罗", "陈", "刘", "周", "吴",
    "赵", "何", "梁", "岑", "龙", "项", "陶", "古", "卢", "莫", "覃", "蒙", "班", "许", "郭", "谢",
};
static const char *const given[] = {
    "文", "明", "国", "秀", "英", "华", "兰", "芬", "勇", "军", "平", "志", "永", "正", "光", "荣",
    "玉", "梅", "美", "琼", "艳", "丽", "春", "秋", "天", "福", "贵", "金", "银", "桂", "香", "祥",
    "德", "忠", "学", "兴", "发", "成", "林", "山", "云", "海", "江", "波", "涛", "龙", "凤", "珍",
    "仙", "翠", "安", "康", "宁", "和", "顺", "才", "友", "世", "家", "庆", "红", "红", "妹", "生",
};

void name_make(Random *random, char name[16]) {
  const char *family = surnames[random_below(random, sizeof surnames / sizeof *surnames)];
  const char *first = given[random_below(random, sizeof given / sizeof *given)];
  bool two = random_chance(random, 750000);
  const char *second = two ? given[random_below(random, sizeof given / sizeof *given)] : "";
  snprintf(name, 16, "%s%s%s", family, first, second);
}

void id_number_make(int64_t person_id, int32_t birth, bool female, char out[19]) {
  static const int weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int64_t number = person_id;
  int sequence = (int)(number % 500) * 2 + (female ? 0 : 1); /* odd for men */
  int region = (int)(number / 500 % 10000);
  int parts[17] = {9, 9};
  int year = date_year(birth), month = date_month(birth), day = date_day(birth);
  const int values[] = {region, year, month * 100 + day};
  for (int i = 0; i < 3; i++)
    for (int j = 3, rest = values[i]; j >= 0; j--, rest /= 10)
      parts[2 + 4 * i + j] = rest % 10;
  for (int j = 2, rest = sequence; j >= 0; j--, rest /= 10)
    parts[14 + j] = rest % 10;
  int sum = 0;
  for (int i = 0; i < 17; i++) {
    sum += parts[i] * weights[i];
    out[i] = (char)('0' + parts[i]);
  }
  out[17] = "10X98765432"[sum % 11];
  out[18] = 0;
}
