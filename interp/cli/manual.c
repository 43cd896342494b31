/* The manual page. What both languages share stands in the tables; here are the headings and a few
 * paragraphs. */
#include "cli/manual.h"

#include <string.h>

#include "base/language.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/errors.h"
#include "cli/options.h"
#include "cli/prompt.h"
#include "cli/topics.h"
#include "guize.h"

typedef struct Page {
  FILE *out;
  bool chinese;
} Page;

/* A heading or a paragraph in two languages. */
typedef struct Pair {
  const char *english, *chinese;
} Pair;

static const char *in(const Page *page, Pair pair) {
  return page->chinese ? pair.chinese : pair.english;
}

/* Writes text so that groff shows it as it is. Behind a Chinese character a line may be broken. */
static void put(const Page *page, const char *text) {
  bool begins = true;
  for (size_t size, left = strlen(text); left; text += size, left -= size) {
    uint32_t c;
    size = text_next(text, left, &c);
    if (begins && (c == '.' || c == '\'')) fputs("\\&", page->out);
    begins = c == '\n';
    if (c == '\\')
      fputs("\\e", page->out);
    else if (c == '-')
      fputs("\\-", page->out);
    else if (c == '\'')
      fputs("\\(aq", page->out);
    else if (c == '`')
      fputs("\\(ga", page->out);
    else if (c == '^')
      fputs("\\(ha", page->out);
    else if (c == '~')
      fputs("\\(ti", page->out);
    else if (c == '"')
      fputs("\\(dq", page->out);
    else
      fwrite(text, 1, size, page->out);
    if (c >= 0x3000 && left > size) fputs("\\:", page->out);
  }
}

static void heading(const Page *page, Pair pair) {
  fprintf(page->out, ".SH \"%s\"\n", in(page, pair));
}

static void paragraph(const Page *page, Pair pair) {
  fputs(".PP\n", page->out);
  put(page, in(page, pair));
  fputs("\n", page->out);
}

/* A term in bold and what it means. */
static void item(const Page *page, const char *term, const char *value, const char *text) {
  fputs(".TP\n\\fB", page->out);
  put(page, term);
  fputs("\\fR", page->out);
  if (value) {
    fputs(" \\fI", page->out);
    put(page, value);
    fputs("\\fR", page->out);
  }
  fputs("\n", page->out);
  put(page, text);
  fputs("\n", page->out);
}

static void examples(const Page *page, const char *lines) {
  fputs(".PP\n.EX\n", page->out);
  put(page, lines);
  fputs(".EE\n", page->out);
}

static void command(const Page *page, const Command *row) {
  fprintf(page->out, ".SS \"%s  %s\"\n", row->name, row->chinese);
  fprintf(page->out, "\\fBguize %s\\fR", row->name);
  if (*row->takes) {
    fputs(" \\fI", page->out);
    put(page, row->takes);
    fputs("\\fR", page->out);
  }
  fputs(" [options]\n.PP\n", page->out);
  put(page, language_text(row->help));
  fputs("\n", page->out);
  OptionRow option;
  for (size_t i = 0; option_at(i, &option); i++) {
    if (!(option.bit & options_known(row->options))) continue;
    char name[64];
    snprintf(name, sizeof name, "--%s", option.name);
    item(page, name, option.value, language_text(option.help));
  }
  if (row->examples) examples(page, row->examples);
}

static void topic(const Page *page, Topic which, Pair title) {
  heading(page, title);
  for (size_t i = 0; topic_row(which, i); i++) {
    const TopicRow *row = topic_row(which, i);
    item(page, row->name, NULL, page->chinese ? row->chinese : row->english);
  }
}

static void prompt(const Page *page) {
  heading(page, (Pair){"PROMPT", "交互"});
  paragraph(
      page,
      (Pair){"A line is plain Lua; its value is shown. A parameter that is typed shows "
             "its value, one that is assigned to becomes a pending change. ?NAME is "
             "help on anything declared. Other commands begin with a dot; full-width "
             "marks and Chinese names do too.",
             "每行是普通的 Lua，并显示其值。输入参数名显示其取值，对参数赋值则成为待定的改动。"
             "?名称 给出任何已声明内容的帮助。其他命令以点号开头，全角点号和中文名称也可以。"});
  for (size_t i = 0; prompt_command_at(i); i++) {
    const PromptCommand *row = prompt_command_at(i);
    char name[128];
    snprintf(name, sizeof name, ".%s .%s", row->name, row->chinese);
    item(page, name, *row->takes ? language_text(row->takes) : NULL, language_text(row->help));
  }
}

static void errors(const Page *page) {
  ErrorText text;
  heading(page, (Pair){"ERRORS", "错误编号"});
  paragraph(page, (Pair){"A number never changes its meaning. `guize help E203` shows one of them.",
                         "编号的含义永不改变。`guize help E203` 显示其中一条。"});
  for (size_t i = 0; error_at(i, page->chinese, &text); i++) {
    char both[sizeof text.meaning + sizeof text.advice];
    snprintf(both, sizeof both, "%s%s%s", text.meaning, page->chinese ? "" : " ", text.advice);
    item(page, text.code, NULL, both);
  }
}

static void beginning(const Page *page) {
  fprintf(page->out, ".\\\" Written by `guize help man`; not to be edited.\n");
  fprintf(page->out, ".TH GUIZE 1 \"\" \"guize %s\" \"%s\"\n", GUIZE_VERSION,
          in(page, (Pair){"User Commands", "用户命令"}));
  fputs(".nh\n.ad l\n", page->out);
  heading(page, (Pair){"NAME", "名称"});
  fprintf(page->out, "guize \\- %s\n",
          in(page, (Pair){"policy rules for the health-poverty-alleviation programme",
                          "健康扶贫政策规则的解释与结算程序"}));
  heading(page, (Pair){"SYNOPSIS", "用法"});
  fprintf(page->out, "\\fBguize\\fR \\fI%s\\fR [\\fI%s\\fR]\n", in(page, (Pair){"COMMAND", "命令"}),
          in(page, (Pair){"options", "选项"}));
  heading(page, (Pair){"DESCRIPTION", "说明"});
  paragraph(
      page,
      (Pair){"guize computes what each fund pays of a hospital stay. Ratios, caps, "
             "thresholds and the order of the funds stand in rule scripts, one file a "
             "county, that policy staff edit. The program evaluates them over a year "
             "of cases in a database, stores every amount to the fen, and prints by "
             "county which targets are met.",
             "guize 计算每次住院各项基金的支付金额。报销比例、封顶线、起付线和支付顺序写在规则脚"
             "本中，每县一个文件，由政策人员编辑。程序对数据库中一年的病例逐例结算，精确到分"
             "并保存每笔金额，按县列出考核指标的完成情况。"});
  paragraph(page, (Pair){"Commands have a Chinese name too. Options are written in full, as "
                         "--name value or --name=value.",
                         "命令都有中文名称。选项须写全，写作 --名称 取值 或 --名称=取值。"});
}

static void ending(const Page *page) {
  heading(page, (Pair){"RULES", "规则语言"});
  paragraph(
      page,
      (Pair){"A rule is plain Lua with a vocabulary of its own: parameter, from, source, "
             "percent, yuan, assumed, tiers, layer, accumulator, flag, target. The README of "
             "the program describes it; the shipped rules are its examples.",
             "规则是普通的 Lua，另有专用词汇：parameter、from、source、percent、yuan、assumed、"
             "tiers、layer、accumulator、flag、target。详见程序的 README；随附的规则即为示例。"});
  heading(page, (Pair){"SEE ALSO", "参见"});
  fputs("\\fBsqlite3\\fR(1), \\fBluajit\\fR(1)\n", page->out);
}

void manual_print(bool chinese, FILE *out) {
  Page page = {out, chinese};
  beginning(&page);
  heading(&page, (Pair){"COMMANDS", "命令"});
  for (size_t i = 0; command_at(i); i++)
    command(&page, command_at(i));
  prompt(&page);
  topic(&page, TOPIC_EXIT, (Pair){"EXIT STATUS", "退出码"});
  topic(&page, TOPIC_ENVIRONMENT, (Pair){"ENVIRONMENT", "环境变量"});
  topic(&page, TOPIC_FILES, (Pair){"FILES", "文件"});
  topic(&page, TOPIC_MAP, (Pair){"MAPS OF AN IMPORT", "映射文件"});
  errors(&page);
  ending(&page);
}
