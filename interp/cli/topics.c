/* The topics of help, and how they are printed. */
#include "cli/topics.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "cli/errors.h"
#include "cli/manual.h"

static const TopicRow topics[TOPIC_COUNT] = {
    [TOPIC_EXIT] = {"exit", "Exit codes", "退出码"},
    [TOPIC_ENVIRONMENT] = {"environment", "Variables of the environment", "环境变量"},
    [TOPIC_FILES] = {"files", "Files", "文件"},
    [TOPIC_MAP] = {"map", "The file of --map, a line each", "映射文件"},
    [TOPIC_ERRORS] = {"errors", "Numbers of errors", "错误编号"},
    [TOPIC_MAN] = {"man", "The manual page, for man -l", "手册"},
};

static const TopicRow exits[] = {
    {"0", "done", "完成"},
    {"1", "findings: failed cases, failed tests, a check or a comparison that found something",
     "有发现：病例失败、测试未通过、检查或比较发现了问题"},
    {"2", "the command line is wrong", "命令行有误"},
    {"3", "the rules cannot be loaded, or fail", "规则无法加载或执行失败"},
    {"4", "data: a file, the database, cases", "数据问题：文件、数据库、病例"},
    {"5", "system: disk, memory, processes, an output that cannot be written",
     "系统问题：磁盘、内存、进程，或输出无法写出"},
    {"70", "a defect of guize; please report it", "guize 自身的缺陷，请报告"},
    {"130", "interrupted (Ctrl-C)", "被中断（Ctrl-C）"},
    {NULL, NULL, NULL},
};

static const TopicRow environment[] = {
    {"GUIZE_DB", "the case database, where --db is not given", "未给出 --db 时使用的病例数据库"},
    {"GUIZE_RULES", "the folder of rules, where --rules is not given",
     "未给出 --rules 时使用的规则文件夹"},
    {"GUIZE_LANG, LC_ALL, LC_MESSAGES, LANG",
     "the language of what is said, the first that is set; results do not depend on it",
     "提示信息的语言，取第一个已设置的变量；计算结果与此无关"},
    {"GUIZE_WIDTH", "columns of the screen, where the terminal does not tell",
     "屏幕列数，用于终端不能告知时"},
    {"VISUAL, EDITOR", "the editor that .edit of the prompt calls", "交互中 .edit 所用的编辑器"},
    {"XDG_STATE_HOME", "where the history of the prompt is kept (default: ~/.local/state)",
     "交互历史的存放位置（默认 ~/.local/state）"},
    {"TERM", "the kind of the terminal", "终端类型"},
    {NULL, NULL, NULL},
};

static const TopicRow files[] = {
    {"rules/", "the folder of rules in the working directory, the default of --rules",
     "当前目录中的规则文件夹，即 --rules 的默认值"},
    {"../share/guize/rules/",
     "beside the folder of the program: the shipped rules, used where there is no ./rules; a line "
     "on "
     "the standard error says so, and a run that is stored refuses them unless they are named",
     "位于程序所在文件夹旁：随程序附带的规则；没有 ./rules 时使用，并在标准错误中说明；"
     "要保存的结算须用 --rules 指明才会使用"},
    {"../share/guize/examples/", "beside the folder of the program: examples",
     "位于程序所在文件夹旁：示例"},
    {"$XDG_STATE_HOME/guize/", "the history of the prompt", "交互历史"},
    {"FILE-journal", "beside a database: what an interrupted writing left; never delete it",
     "位于数据库旁：写入中断时的日志；切勿删除"},
    {NULL, NULL, NULL},
};

static const TopicRow maps[] = {
    {"entity: contract", "the entity of the rows", "各行所属的实体"},
    {"缴费标准 = premium", "a header of the file, and the field it means by any of its names",
     "文件的列标题及其对应的字段（字段的任一名称）"},
    {"身份证号 = person_id by id_number",
     "a reference told by another field of what it refers to; it must belong to one row alone",
     "用所引用记录的其他字段指明引用；该值只能属于一条记录"},
    {"备注 = skip", "a column that is not imported; `* = skip` passes over every unknown one",
     "不导入的列；`* = skip` 略过所有未知的列"},
    {"paid: 已缴 = 1", "a word in the cells of a field, and the value it stands for",
     "某字段单元格中的用词及其所代表的取值"},
    {"# …", "a remark", "注释"},
    {NULL, NULL, NULL},
};

const char *topic_title(Topic topic, bool chinese) {
  return chinese ? topics[topic].chinese : topics[topic].english;
}

const TopicRow *topic_row(Topic topic, size_t i) {
  const TopicRow *rows = topic == TOPIC_EXIT          ? exits
                         : topic == TOPIC_ENVIRONMENT ? environment
                         : topic == TOPIC_FILES       ? files
                         : topic == TOPIC_MAP         ? maps
                                                      : NULL;
  for (size_t k = 0; rows && rows[k].name; k++)
    if (k == i) return &rows[k];
  return NULL;
}

const char *topic_name(size_t i) {
  if (i >= (size_t)TOPIC_COUNT * 2) return NULL;
  return i % 2 == 0 ? topics[i / 2].name : topics[i / 2].chinese;
}

/* --- on the screen --- */

static void print_rows(Topic topic, bool chinese, FILE *out) {
  int width = 0;
  for (size_t i = 0; topic_row(topic, i); i++)
    if (text_width(topic_row(topic, i)->name) > width)
      width = text_width(topic_row(topic, i)->name);
  for (size_t i = 0; topic_row(topic, i); i++) {
    const TopicRow *row = topic_row(topic, i);
    fprintf(out, "  %-*s  %s\n", width, row->name, chinese ? row->chinese : row->english);
  }
}

static void print_errors(bool chinese, FILE *out) {
  ErrorText text;
  for (size_t i = 0; error_at(i, chinese, &text); i++)
    fprintf(out, "  %s  %s\n", text.code, text.meaning);
}

static bool print_error(const char *name, bool chinese, FILE *out) {
  char code[8] = "";
  for (size_t i = 0; name[i] && i < sizeof code - 1; i++)
    code[i] = (char)toupper((unsigned char)name[i]);
  ErrorText text;
  if (strlen(name) >= sizeof code || !error_find(code, chinese, &text)) return false;
  fprintf(out, "%s: %s\n  %s\n", text.code, text.meaning, text.advice);
  return true;
}

bool topic_print(const char *name, bool chinese, FILE *out) {
  for (int i = 0; i < TOPIC_COUNT; i++) {
    if (strcmp(name, topics[i].name) != 0 && strcmp(name, topics[i].chinese) != 0) continue;
    if (i == TOPIC_MAN) {
      manual_print(chinese, out);
      return true;
    }
    fprintf(out, "%s\n\n", topic_title((Topic)i, chinese));
    if (i == TOPIC_ERRORS)
      print_errors(chinese, out);
    else
      print_rows((Topic)i, chinese, out);
    return true;
  }
  return print_error(name, chinese, out);
}
