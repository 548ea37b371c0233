// Statements that are no table: cryptography over classified columns, grants, users, audit settings, foreign
// servers.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "scanners/meaning/settings/connections.h"
#include "scanners/meaning/tables/readers.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

std::string_view normalised(std::string_view written) {
  static constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"md5", "MD5"},          {"sha1", "SHA-1"},     {"sha", "SHA-1"},      {"sha224", "SHA-224"},
      {"sha256", "SHA-256"},   {"sha384", "SHA-384"}, {"sha512", "SHA-512"}, {"sha2_256", "SHA-256"},
      {"sha2_512", "SHA-512"}, {"md4", "MD4"},        {"md2", "MD2"}};
  const std::string folded = lower(written);
  for (const auto& [name, algorithm] : kNames) {
    if (name == folded) return algorithm;
  }
  return {};
}

class Statement {
 public:
  Statement(Facts& facts, const Unit& unit, const SettingTables& tables, const TableModels& models, NodeId id)
      : facts_(facts),
        unit_(unit),
        tree_(*unit.tree()),
        tables_(tables),
        models_(models),
        id_(id),
        node_(tree_[id]) {}

  void read() {
    if (node_.key == "grant") add_grant();
    if (tree_.find(id_, "password") != kNoNode && node_.key != "create server") add_password();
    if (tree_.find(id_, "setting") != kNoNode) add_setting();
    if (node_.key == "create server") add_server();
    if (node_.key.ends_with("table")) return;
    if (node_.key == "insert" || node_.key == "update" || node_.key == "delete") entity_ = name();
    read_children(id_, node_.key == "insert" || node_.key == "update" ? id_ : kNoNode);
  }

 private:
  Place place(NodeId id) const { return {unit_.file, tree_[id].span}; }
  Origin origin(NodeId id) { return facts_.origin(OriginKind::literal, place(id)); }
  std::string_view name() const { return node_.labels.empty() ? std::string_view{} : node_.labels.back(); }

  // `writing`: the statement that keeps the values; kNoNode: none does.
  void read_children(NodeId id, NodeId writing) {
    for (NodeId child : tree_.children(id)) {
      const Node& node = tree_[child];
      if (node.is_block && (node.key == "insert" || node.key == "update")) read_children(child, child);
      const bool is_assigned = node.key == "assign";
      if (!is_assigned && node.key != "call") continue;
      target_ = is_assigned && !node.labels.empty() ? node.labels[0] : std::string_view{};
      if (!is_assigned || !target_.empty()) read_value(child);
      if (writing != kNoNode) read_written(child, writing);
    }
  }

  // The reader limits the depth of values.
  void read_value(NodeId id) {
    if (tree_.is(id, NodeKind::call)) read_call(id);
    for (NodeId child : tree_.children(id)) read_value(child);
  }

  const SqlFunction* function_of(NodeId call) const {
    const std::string callee = lower(tree_[call].text);
    const auto found = std::find_if(models_.functions.begin(), models_.functions.end(),
                                    [&](const SqlFunction& row) { return row.name == callee; });
    return found == models_.functions.end() ? nullptr : &*found;
  }

  // A value that is decrypted and written somewhere as it is. What is encrypted again, hashed or cut off is
  // not.
  void read_written(NodeId id, NodeId writing) {
    const SqlFunction* function = tree_.is(id, NodeKind::call) ? function_of(id) : nullptr;
    if (function != nullptr && function->operation != "decrypt") return;
    if (function == nullptr) {
      for (NodeId child : tree_.children(id)) read_written(child, writing);
      return;
    }
    std::vector<std::string_view> classes;
    const NodeId input = argument(id, function->input_at);
    add_classes(input, classes);
    if (input == kNoNode) return;
    const std::string_view table = tree_[writing].labels.empty() ? "" : tree_[writing].labels.back();
    for (std::string_view data_class : classes) {
      facts_.add(Kind::flow, place(id), fmt::format("{} {}", name(), tree_[id].text))
          .set(Attr::from, facts_.text(data_class), origin(input))
          .set(Attr::to, facts_.text("store"), origin(id))
          .set(Attr::state, facts_.text("clear"), origin(id))
          .set(Attr::source, facts_.text(tree_[input].text), origin(input))
          .set(Attr::sink, facts_.text(fmt::format("{} {}", tree_[writing].key, table)), origin(id))
          .set(Attr::function, facts_.text(name()), origin(id))
          .set(Attr::confidence, facts_.text("strong"), origin(id));
    }
  }

  NodeId argument(NodeId call, size_t index) const {
    size_t i = 0;
    for (NodeId child : tree_.children(call)) {
      if (i++ == index) return child;
    }
    return kNoNode;
  }

  void add_classes(NodeId id, std::vector<std::string_view>& classes) const {
    if (tree_.is(id, NodeKind::reference)) {
      const std::string_view path = tree_[id].text;
      add_class(path.substr(path.rfind('.') + 1), classes);
    }
    if (id == kNoNode) return;
    for (NodeId child : tree_.children(id)) add_classes(child, classes);
  }

  void add_class(std::string_view column, std::vector<std::string_view>& classes) const {
    const auto found = tables_.classifier.classify(column, {.entity = entity_});
    if (found && std::find(classes.begin(), classes.end(), found->data_class) == classes.end())
      classes.push_back(found->data_class);
  }

  void read_call(NodeId id) {
    const SqlFunction* function = function_of(id);
    const bool protects = function != nullptr && function->operation != "truncate" &&
                          function->operation != "mask" && function->operation != "decrypt";
    if (!protects) return;
    std::vector<std::string_view> classes;
    add_classes(argument(id, function->input_at), classes);
    if (classes.empty() && !target_.empty()) add_class(target_, classes);
    if (classes.empty()) return;
    Fact& fact = facts_.add(Kind::crypto, place(id), fmt::format("{} {}", name(), tree_[id].text));
    fact.set(Attr::operation, facts_.text(function->operation), origin(id))
        .set(Attr::of_classes, facts_.texts(classes), origin(id))
        .set(Attr::sink, facts_.text(tree_[id].text), origin(id))
        .set(Attr::function, facts_.text(name()), origin(id));
    std::string_view algorithm = function->algorithm;
    const NodeId named = argument(id, function->algorithm_at);
    if (tree_.is(named, NodeKind::string)) algorithm = normalised(tree_.text(named));
    fact.set(Attr::algorithm,
             algorithm.empty() ? facts_.unknown("the algorithm is not written here") : facts_.text(algorithm),
             origin(id));
    const NodeId key = argument(id, function->key_at);
    if (key != kNoNode)
      fact.set(Attr::hard_coded_key,
               tree_.is(key, NodeKind::opaque) ? facts_.unknown("the key is an expression")
                                               : Value::boolean(tree_.is(key, NodeKind::string)),
               origin(key));
  }

  Value texts(NodeId list) {
    std::vector<std::string_view> items;
    for (NodeId child : tree_.children(list)) items.push_back(tree_.text(child));
    return facts_.texts(items);
  }

  void add_grant() {
    const NodeId on = tree_.find(id_, "on");
    const NodeId privileges = tree_.find(id_, "privileges");
    const NodeId to = tree_.find(id_, "to");
    if (on == kNoNode) return;  // membership of a role
    const std::string first = lower(tree_.text(argument(privileges, 0)));
    const std::string_view object = tree_.text(on);
    // PUBLIC is every user of the database, which is not anybody: it is among the principals, no more.
    facts_.add(Kind::identity_policy, place(id_), fmt::format("grant {}", object))
        .set(Attr::name, facts_.text(fmt::format("grant on {}", object)), origin(on))
        .set(Attr::type, facts_.text("grant"), origin(id_))
        .set(Attr::allows, Value::boolean(true), origin(id_))
        .set(Attr::actions, texts(privileges), origin(privileges))
        .set(Attr::resources, facts_.texts(std::span(&object, 1)), origin(on))
        .set(Attr::principals, texts(to), origin(to))
        .set(Attr::wildcard_actions, Value::boolean(first == "all" || first.starts_with("all privileges")),
             origin(privileges))
        .set(Attr::wildcard_resources, Value::boolean(object == "*.*" || object == "*"), origin(on))
        .set(Attr::conditional, Value::boolean(false), origin(id_));
  }

  void add_password() {
    const NodeId password = tree_.find(id_, "password");
    const NodeId user = tree_.find(id_, "name");
    NamedValue value;
    value.name = "password";
    value.value = tree_.text(password);
    value.value_place = value.name_place = place(password);
    value.is_reference = tree_.is(password, NodeKind::opaque);
    std::vector<NamedValue> values = {value};
    if (user != kNoNode) {
      NamedValue owner;
      owner.name = "user";
      owner.value = tree_.text(user);
      owner.value_place = owner.name_place = place(user);
      values.push_back(owner);
    }
    add_variables(facts_, tables_, fmt::format("{} {}", node_.key, name()), values);
  }

  void add_setting() {
    const NodeId setting = tree_.find(id_, "setting");
    const NodeId value = tree_.find(id_, "value");
    if (lower(tree_.text(setting)) != "pgaudit.log" || value == kNoNode) return;
    const std::string written = lower(tree_[value].text);
    facts_.add(Kind::audit_trail, place(id_), "pgaudit")
        .set(Attr::name, facts_.text("pgaudit"), origin(setting))
        .set(Attr::component, facts_.text("database"), origin(setting))
        .set(Attr::enabled,
             tree_.is(value, NodeKind::opaque) ? facts_.unknown("the setting is an expression")
                                               : Value::boolean(written != "none"),
             origin(value));
  }

  void add_server() {
    const NodeId host = tree_.find(id_, "host");
    if (!tree_.is(host, NodeKind::string)) return;
    Address address;
    address.scheme = "postgresql";
    address.host = tree_.text(host);
    const std::string_view port = tree_.text(tree_.find(id_, "port"));
    std::from_chars(port.data(), port.data() + port.size(), address.port);
    const std::string_view mode = tree_.text(tree_.find(id_, "sslmode"));
    if (!mode.empty()) address.parameters.emplace("sslmode", mode);
    Fact& fact = facts_.add(Kind::connection, place(id_), fmt::format("server {}", name()));
    fact.set(Attr::name, facts_.text(name()), origin(id_));
    set_connection(fact, address, origin(host), facts_);
  }

  Facts& facts_;
  const Unit& unit_;
  const Tree& tree_;
  const SettingTables& tables_;
  const TableModels& models_;
  NodeId id_;
  const Node& node_;
  std::string_view entity_;
  std::string_view target_;  // the column that the value goes to
};

}  // namespace

void add_statements(Facts& facts, const Unit& unit, const SettingTables& tables, const TableModels& models) {
  const Tree& tree = *unit.tree();
  for (NodeId root : tree.roots()) {
    for (NodeId id : tree.children(root)) Statement(facts, unit, tables, models, id).read();
  }
}

}  // namespace payaudit
