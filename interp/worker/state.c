/* The Lua state of a worker. A newcomer's trap: LuaJIT turns the compiler on again when its library
 * is opened, so it is set after luaL_openlibs. Scripts never see these libraries: stdlib/sandbox.lua
 * makes their environment from an allow-list. */
#include "worker/state.h"

#include <lauxlib.h>
#include <luajit.h>
#include <lualib.h>
#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"
#include "base/memory.h"
#include "wire/message.h"
#include "worker/bridge.h"
#include "worker/convert.h"
#include "worker/scan.h"
#include "worker/worker.h"

struct State {
  lua_State *lua;
  size_t used, limit;
  StateOptions options;
  const json_t *request; /* while a request is handled */
  void *attached;        /* the same; NULL: nothing */
  json_t *reply;
};

static void *allocate(void *data, void *old, size_t old_size, size_t size) {
  State *state = data;
  if (!old) old_size = 0;
  if (size == 0) {
    free(old);
    state->used -= old_size;
    return NULL;
  }
  if (size > old_size && state->used + (size - old_size) > state->limit) return NULL;
  void *fresh = realloc(old, size);
  if (fresh) state->used += size - old_size;
  return fresh;
}

static int panic(lua_State *L) {
  (void)L;
  _Exit(EXIT_DEFECT);
}

/* --- what the trusted library gets from C: table `host` --- */

static int host_source(lua_State *L) {
  const char *name = luaL_checkstring(L, 1);
  for (size_t i = 0; i < embedded_count; i++) {
    if (strcmp(embedded_files[i].name, name) != 0) continue;
    lua_pushlstring(L, embedded_files[i].data, embedded_files[i].size);
    return 1;
  }
  return 0;
}

static int host_scan(lua_State *L) {
  size_t size;
  const char *path = luaL_checkstring(L, 1);
  const char *text = luaL_checklstring(L, 2, &size);
  Finding finding;
  if (scan_source(text, size, &finding)) return 0;
  (void)path;
  lua_createtable(L, 0, 6);
  lua_pushstring(L, finding.code);
  lua_setfield(L, -2, "code");
  lua_pushstring(L, finding.message);
  lua_setfield(L, -2, "message");
  lua_pushstring(L, finding.hint);
  lua_setfield(L, -2, "hint");
  lua_pushinteger(L, finding.line);
  lua_setfield(L, -2, "line");
  lua_pushinteger(L, finding.column);
  lua_setfield(L, -2, "column");
  return 1;
}

/* note(file, line): tells the host where a script stands, before its reply. */
static int host_note(lua_State *L) {
  json_t *note = json_pack("{s:{s:s,s:i}}", "note", "file", luaL_checkstring(L, 1), "line",
                           (int)luaL_checkinteger(L, 2));
  Fault ignored = {0};
  if (note) message_send(WORKER_SOCKET, note, NULL, &ignored);
  json_decref(note);
  return 0;
}

/* attached(): the bytes behind the request at hand; nil without any. They end with the request. */
static int host_attached(lua_State *L) {
  const State *state = lua_touserdata(L, lua_upvalueindex(1));
  if (!state->attached) return 0;
  lua_pushlightuserdata(L, state->attached);
  return 1;
}

static void push_region(lua_State *L, const Region *region, const char *name) {
  if (!region || !region->data) return;
  lua_pushlightuserdata(L, region->data);
  lua_setfield(L, -2, name);
}

static int push_host(lua_State *L, State *state) {
  lua_createtable(L, 0, 12);
  lua_pushcfunction(L, host_source);
  lua_setfield(L, -2, "source");
  lua_pushcfunction(L, host_scan);
  lua_setfield(L, -2, "scan");
  convert_push_list(L);
  lua_setfield(L, -2, "list");
  lua_pushcfunction(L, host_note);
  lua_setfield(L, -2, "note");
  lua_pushlightuserdata(L, state);
  lua_pushcclosure(L, host_attached, 1);
  lua_setfield(L, -2, "attached");
  lua_pushboolean(L, state->options.jit);
  lua_setfield(L, -2, "jit");
  lua_pushinteger(L, state->options.cell);
  lua_setfield(L, -2, "cell");
  bridge_push(L, state->options.snapshot, state->options.results, state->options.cell);
  lua_setfield(L, -2, "open_rows");
  push_region(L, state->options.snapshot, "snapshot");
  push_region(L, state->options.results, "results");
  return 1;
}

/* Opens the libraries and runs stdlib/main.lua, which leaves the handler in the registry. */
static int open_library(lua_State *L) {
  State *state = lua_touserdata(L, 1);
  luaL_openlibs(L);
  luaJIT_setmode(L, 0,
                 LUAJIT_MODE_ENGINE | (state->options.jit ? LUAJIT_MODE_ON : LUAJIT_MODE_OFF));
  lua_pushcfunction(L, host_source);
  lua_pushstring(L, "main.lua");
  lua_call(L, 1, 1);
  size_t size;
  const char *text = luaL_checklstring(L, -1, &size);
  if (luaL_loadbufferx(L, text, size, "@stdlib/main.lua", "t") != 0) lua_error(L);
  push_host(L, state);
  lua_call(L, 1, 2);
  lua_setfield(L, LUA_REGISTRYINDEX, "guize.report");
  lua_setfield(L, LUA_REGISTRYINDEX, "guize.handle");
  return 0;
}

State *state_new(const StateOptions *options, Fault *fault) {
  State *state = memory_new(sizeof *state);
  *state = (State){.limit = options->memory_bytes, .options = *options};
  state->lua = lua_newstate(allocate, state);
  if (!state->lua) {
    fault_set(fault, EXIT_SYSTEM, "E730", "the rule worker has no memory for LuaJIT");
    free(state);
    return NULL;
  }
  lua_atpanic(state->lua, panic);
  if (lua_cpcall(state->lua, open_library, state) != 0) {
    const char *why = lua_tostring(state->lua, -1);
    fault_set(fault, EXIT_DEFECT, "E731", "the library does not start: %s", why ? why : "?");
    state_free(state);
    return NULL;
  }
  return state;
}

void state_free(State *state) {
  if (!state) return;
  lua_close(state->lua);
  free(state);
}

/* --- one request --- */

static int handle(lua_State *L) {
  State *state = lua_touserdata(L, 1);
  lua_getfield(L, LUA_REGISTRYINDEX, "guize.handle");
  convert_push(L, state->request);
  lua_call(L, 1, 1);
  state->reply = convert_take(L, -1);
  return 0;
}

static json_t *plain_fault(const char *code, const char *message) {
  return json_pack("{s:b,s:{s:s,s:s,s:i}}", "ok", 0, "fault", "code", code, "message", message,
                   "exit", EXIT_RULES);
}

/* Makes a reply of the error on top of the stack: an object that stdlib/faults.lua made, or what
 * LuaJIT says by itself. */
static json_t *error_reply(State *state, int status) {
  lua_State *L = state->lua;
  if (status == LUA_ERRMEM) {
    lua_settop(L, 0);
    lua_gc(L, LUA_GCCOLLECT, 0);
    return plain_fault("E320", "a script needs more memory than it may use");
  }
  if (lua_type(L, -1) == LUA_TTABLE) {
    json_t *fault = NULL;
    lua_getfield(L, -1, "reply");
    if (lua_type(L, -1) == LUA_TSTRING) fault = json_loads(lua_tostring(L, -1), 0, NULL);
    if (fault) return json_pack("{s:b,s:o}", "ok", 0, "fault", fault);
  }
  const char *why = lua_tostring(L, -1);
  return plain_fault("E732", why ? why : "an error without a message");
}

/* The handler under the protected call: stdlib/faults.lua turns any error into an object. */
static int report(lua_State *L) {
  lua_getfield(L, LUA_REGISTRYINDEX, "guize.report");
  lua_pushvalue(L, 1);
  lua_call(L, 1, 1);
  if (lua_type(L, -1) != LUA_TTABLE) return 1;
  json_t *document = convert_take(L, -1);
  char *text = json_dumps(document, JSON_COMPACT);
  json_decref(document);
  lua_createtable(L, 0, 1);
  lua_pushstring(L, text ? text : "{}");
  free(text);
  lua_setfield(L, -2, "reply");
  return 1;
}

json_t *state_handle(State *state, const json_t *request, const Attachment *attached) {
  lua_State *L = state->lua;
  state->request = request;
  state->attached = attached->bytes;
  state->reply = NULL;
  lua_settop(L, 0);
  lua_pushcfunction(L, report);
  lua_pushcfunction(L, handle);
  lua_pushlightuserdata(L, state);
  int status = lua_pcall(L, 1, 0, 1);
  json_t *reply = status == 0 ? json_pack("{s:b,s:o}", "ok", 1, "result", state->reply)
                              : error_reply(state, status);
  lua_settop(L, 0);
  if (!reply) reply = plain_fault("E733", "a reply could not be made");
  return reply;
}
