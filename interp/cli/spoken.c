/* Words that stand for something, in Chinese. Not in the catalogue, where one word has one meaning:
 * a flag is a mark (标记) or a unit (是否). */
#include "cli/spoken.h"

#include <string.h>

#include "base/language.h"

typedef struct Pair {
  const char *english, *chinese;
} Pair;

static const Pair kinds[] = {
    {"parameter", "参数"},
    {"enumeration", "枚举"},
    {"value", "值"},
    {"field", "字段"},
    {"layer", "层"},
    {"accumulator", "累计"},
    {"target", "指标"},
    {"flag", "标记"},
    {"settlement", "支付顺序"},
    {"place", "区划"},
    {"county", "区划"},
    {"group", "参数组"},
    {"declaration", "声明"},
    {"unit", "单位"},
    {"function", "函数"},
    {"table", "表"},
    {"argument", "公式的参数"},
    {"line", "语句"},
    {"condition", "条件"},
    {"never asked", "从未判断"},
    {"never true", "从未成立"},
    {"never false", "从未不成立"},
    {"never read with", "从未按下列项读取"},
    {"never read", "从未读取"},
    {"added", "新增"},
    {"removed", "删除"},
    {"assumed", "假定"},
    {"published", "有文件依据"},
    {"source", "依据"},
    {"formula", "公式"},
    {"ok", "正常"},
    {"note", "提示"},
    {"finding", "问题"},
    {"compiler", "编译器"},
    {"fence", "隔离"},
    {"locale", "语言环境"},
    {"terminal", "终端"},
    {"width", "屏幕宽度"},
    {"drawing", "字宽"},
    {"memory", "内存"},
    {"state", "状态文件夹"},
    {"rules", "规则"},
    {"database", "案例库"},
};

static const Pair units[] = {
    {"ratio", "比例"}, {"yuan", "元"},  {"fen", "分"},    {"count", "个数"}, {"days", "天"},
    {"date", "日期"},  {"day", "日期"}, {"flag", "是否"}, {"tiers", "分段"}, {"choice", "选项"},
};

void spoken_add(Buffer *out, const char *word) {
  for (size_t i = 0; language_chinese() && i < sizeof kinds / sizeof *kinds; i++) {
    size_t size = strlen(kinds[i].english);
    if (strncmp(word, kinds[i].english, size) != 0 || (word[size] && word[size] != ' ')) continue;
    buffer_add_text(out, kinds[i].chinese);
    buffer_add_text(out, word + size);
    return;
  }
  buffer_add_text(out, word);
}

const char *spoken_unit(const char *unit) {
  for (size_t i = 0; language_chinese() && i < sizeof units / sizeof *units; i++)
    if (strcmp(unit, units[i].english) == 0) return units[i].chinese;
  return unit;
}

void spoken_set(json_t *row, const char *key) {
  const char *word = json_string_value(json_object_get(row, key));
  if (!word) return;
  Buffer text = {0};
  spoken_add(&text, word);
  json_object_set_new(row, key, json_string(text.data ? text.data : ""));
  buffer_free(&text);
}

void spoken_set_unit(json_t *row, const char *key) {
  const char *unit = json_string_value(json_object_get(row, key));
  if (unit) json_object_set_new(row, key, json_string(spoken_unit(unit)));
}

static void set_choice(json_t *row, const char *key, const char *name) {
  const char *choice = json_string_value(json_object_get(row, key));
  const char *chinese = json_string_value(json_object_get(row, name));
  if (!choice || !chinese) return;
  Buffer text = {0};
  buffer_format(&text, "%s (%s)", chinese, choice);
  json_object_set_new(row, key, json_string(text.data));
  json_object_del(row, name); /* a second time would say it twice */
  buffer_free(&text);
}

void spoken_set_choice(json_t *row, const char *key, const char *name) {
  if (language_chinese()) set_choice(row, key, name);
}

void spoken_set_choices(json_t *tree) {
  const char *key;
  size_t i;
  json_t *one;
  if (json_is_object(tree)) {
    set_choice(tree, "text", "choice");
    json_object_foreach(tree, key, one) spoken_set_choices(one);
  }
  json_array_foreach(tree, i, one) spoken_set_choices(one);
}
