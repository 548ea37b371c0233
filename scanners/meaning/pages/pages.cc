#include "scanners/meaning/pages/pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "scanners/meaning/pages/policy.h"
#include "scanners/source/characters.h"

namespace payaudit {
namespace {

// An attribute of an element: its value node, or kNoNode.
NodeId attribute(const Tree& tree, NodeId element, std::string_view name) {
  for (NodeId child : tree.children(element)) {
    if (tree[child].is_block) break;
    if (tree[child].key == name) return child;
  }
  return kNoNode;
}

// `https://host:port/path`, `//host/path` or a path.
struct Url {
  std::string host;  // empty: of the page's own origin
  bool is_plain = false;
  bool is_relative = true;
};

Url parse_url(std::string_view text) {
  Url url;
  const std::string folded = lower(text.substr(0, 2000));
  std::string_view rest = folded;
  if (rest.starts_with("https://")) {
    rest.remove_prefix(8);
  } else if (rest.starts_with("http://")) {
    rest.remove_prefix(7);
    url.is_plain = true;
  } else if (rest.starts_with("//")) {
    rest.remove_prefix(2);
  } else {
    return url;
  }
  url.is_relative = false;
  url.host = rest.substr(0, rest.find_first_of("/:?#"));
  return url;
}

const PaymentProvider* find_provider(const PageModels& models, std::string_view host) {
  for (const PaymentProvider& provider : models.providers) {
    for (std::string_view pattern : provider.hosts) {
      const bool is_match = pattern.starts_with("*.") ? host.ends_with(pattern.substr(1)) : host == pattern;
      if (is_match) return &provider;
    }
  }
  return nullptr;
}

// HTML, "Autofill": the fields of a payment card.
std::string_view autofill_class(std::string_view tokens) {
  const std::string folded = lower(tokens);
  for (const auto& [token, data_class] : {std::pair{"cc-number", "account.chd.pan"},
                                          {"cc-csc", "account.sad.cvv"},
                                          {"cc-exp", "account.chd.expiry"},
                                          {"cc-name", "account.chd.name"}}) {
    if (folded.find(token) != std::string::npos) return data_class;
  }
  return {};
}

bool is_in(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// `*{card.number}`, `#{bean.cardNumber}`, `card.number`: the property, and what has it.
struct Property {
  std::string_view name;
  std::string_view owner;
};

Property property_of(std::string_view expression) {
  const auto is_part = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '.';
  };
  size_t end = expression.size();
  while (end > 0 && !is_part(expression[end - 1])) --end;
  size_t begin = end;
  while (begin > 0 && is_part(expression[begin - 1])) --begin;
  const std::string_view path = expression.substr(begin, end - begin);
  const size_t dot = path.rfind('.');
  if (dot == std::string_view::npos) return {path, {}};
  return {path.substr(dot + 1), path.substr(0, dot)};
}

// The directives that browsers heed in a meta element: CSP Level 3, section 3.3 leaves three out.
std::string heeded_in_meta(std::string_view policy) {
  std::string kept;
  for (size_t at = 0; at < policy.size();) {
    const size_t end = std::min(policy.find(';', at), policy.size());
    std::string_view directive = policy.substr(at, end - at);
    at = end + 1;
    const size_t begin = directive.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) continue;
    directive.remove_prefix(begin);
    const std::string name = lower(directive.substr(0, directive.find_first_of(" \t\r\n")));
    if (name == "report-uri" || name == "frame-ancestors" || name == "sandbox") continue;
    kept += kept.empty() ? "" : "; ";
    kept += directive;
  }
  return kept;
}

class Page {
 public:
  Page(Facts& facts, const Unit& unit, const Tree& tree, const Classifier& classifier,
       const PageModels& models, std::string_view path)
      : facts_(facts), unit_(unit), tree_(tree), classifier_(classifier), models_(models), path_(path) {}

  void read() {
    size_t elements = 0;
    for (NodeId id = 0; id < tree_.size(); ++id) {
      if (!tree_[id].is_block) continue;
      ++elements;
      const std::string_view key = tree_[id].key;
      if (key == "script") scripts_.push_back(id);
      if (key == "html") is_whole_ = true;
      if (key == "iframe") read_frame(id);
      if (is_in(models_.inputs, lower(key))) read_input(id);
      if (key == "meta") read_meta(id);
    }
    if (elements == 0) return;
    for (NodeId id : scripts_) {
      const std::string_view source = tree_.text(attribute(tree_, id, "src"));
      if (find_provider(models_, parse_url(source).host) != nullptr) mark(id);
    }
    // Which scripts may run is said for whole pages: a part without a card's fields needs no policy of its
    // own.
    if (is_whole_ || payment_ != kNoNode || policy_ != kNoNode) add_page();
    for (NodeId id : scripts_) add_script(id);
  }

 private:
  Place place(NodeId id) const { return {unit_.file, tree_[id].span}; }
  Origin origin(NodeId id) { return facts_.origin(OriginKind::literal, place(id)); }

  // The first thing that makes it a payment page.
  void mark(NodeId id) {
    if (payment_ == kNoNode || tree_[id].span.begin < tree_[payment_].span.begin) payment_ = id;
  }

  void read_frame(NodeId id) {
    const NodeId source = attribute(tree_, id, "src");
    if (find_provider(models_, parse_url(tree_.text(source)).host) != nullptr) mark(source);
  }

  void read_meta(NodeId id) {
    if (lower(tree_.text(attribute(tree_, id, "http-equiv"))) != "content-security-policy") return;
    const NodeId content = attribute(tree_, id, "content");
    if (policy_ == kNoNode) policy_ = content;
  }

  void read_input(NodeId id) {
    const NodeId name = attribute(tree_, id, "name");
    const NodeId own_id = attribute(tree_, id, "id");
    const NodeId autofill = attribute(tree_, id, "autocomplete");
    const NodeId named = !tree_.text(name).empty() ? name : own_id;
    const std::string_view type = tree_.text(attribute(tree_, id, "type"));
    const std::string kind = lower(type);
    for (std::string_view ignored : {"hidden", "submit", "button", "checkbox", "radio", "image", "reset"}) {
      if (kind == ignored) return;
    }
    std::string_view data_class = autofill_class(tree_.text(autofill));
    const bool is_declared = !data_class.empty();
    NameContext context;
    context.entity = form_of(id);
    auto found = classifier_.classify(tree_.text(named), context);
    NodeId at = is_declared ? autofill : named;
    std::string_view written = tree_.text(named);
    if (!found) {
      // What a template binds the field to; its `name` is made when the page is.
      for (NodeId child : tree_.children(id)) {
        if (tree_[child].is_block) break;
        if (found || !is_in(models_.bindings, lower(tree_[child].key))) continue;
        const Property property = property_of(tree_[child].text);
        if (!property.owner.empty()) context.entity = property.owner;
        found = classifier_.classify(property.name, context);
        if (!found) continue;
        written = property.name;
        if (!is_declared) at = child;
      }
    }
    if (data_class.empty() && found) data_class = found->data_class;
    if (data_class.empty()) return;
    if (data_class == "account.chd.pan" || data_class == "account.sad.cvv") mark(id);
    Fact& fact = facts_.add(Kind::field, place(at), fmt::format("form {}", written));
    fact.set(Attr::name, facts_.text(written), origin(at))
        .set(Attr::container, facts_.text(form_of(id)))
        .set(Attr::medium, facts_.text("form"))
        .set(Attr::class_, facts_.text(data_class), origin(at))
        .set(Attr::confidence, facts_.text(is_declared || !found->is_weak ? "strong" : "weak"), origin(at))
        .set(Attr::state,
             is_declared            ? facts_.text("clear")
             : found->doubt.empty() ? facts_.text(found->state)
                                    : facts_.unknown(found->doubt),
             origin(at));
    if (!type.empty()) fact.set(Attr::type, facts_.text(type));
    if (is_declared)
      fact.set(Attr::declared, facts_.text(fmt::format("autocomplete={}", tree_.text(autofill))), origin(at));
  }

  // The name of the form around an element.
  std::string_view form_of(NodeId id) const {
    for (NodeId at = tree_[id].parent; at != kNoNode; at = tree_[at].parent) {
      if (tree_[at].key != "form" || !tree_[at].is_block) continue;
      const std::string_view name = tree_.text(attribute(tree_, at, "name"));
      return name.empty() ? tree_.text(attribute(tree_, at, "id")) : name;
    }
    return {};
  }

  Value is_payment_page() const {
    if (payment_ != kNoNode) return Value::boolean(true);
    return is_whole_ ? Value::boolean(false)
                     : facts_.unknown("a part of a page: what it is put into is not known here");
  }

  void add_page() {
    const Place start = payment_ != kNoNode ? place(payment_) : place(tree_.roots().front());
    Fact& fact = facts_.add(Kind::page, start, fmt::format("page {}", path_));
    fact.set(Attr::name, facts_.text(path_))
        .set(Attr::payment_page, is_payment_page(), facts_.origin(OriginKind::computed, start));
    if (policy_ == kNoNode) {
      const Value why = facts_.unknown("not in the page; the server may send one as a header");
      fact.set(Attr::policy, why).set(Attr::policy_unsafe, why);
      return;
    }
    const std::string_view policy = tree_.text(policy_);
    if (policy.empty()) {
      const Value why = facts_.unknown("set by a template");
      fact.set(Attr::policy, why, origin(policy_)).set(Attr::policy_unsafe, why, origin(policy_));
    } else {
      fact.set(Attr::policy, facts_.text(heeded_in_meta(policy)), origin(policy_))
          .set(Attr::policy_unsafe, Value::boolean(lets_any_script_run(policy)), origin(policy_));
    }
    fact.set(Attr::policy_enforced, Value::boolean(true), origin(policy_));
  }

  void add_script(NodeId id) {
    const NodeId source = attribute(tree_, id, "src");
    const std::string type = lower(tree_.text(attribute(tree_, id, "type")));
    const bool runs = type.empty() || type == "module" || type.find("javascript") != std::string::npos;
    if (!runs) return;  // data, templates, import maps
    const Place at = source != kNoNode ? place(source) : Place{unit_.file, tree_[id].key_span};
    const std::string_view text = tree_.text(source);
    const Url url = parse_url(text);
    Fact& fact =
        facts_.add(Kind::script, at, fmt::format("{} {}", path_, source == kNoNode ? "inline" : text));
    const Origin here = facts_.origin(OriginKind::literal, at);
    fact.set(Attr::payment_page, is_payment_page(), payment_ != kNoNode ? origin(payment_) : here)
        .set(Attr::inline_, Value::boolean(source == kNoNode), here);
    if (source == kNoNode) {
      fact.set(Attr::source, facts_.text("inline"), here).set(Attr::same_origin, Value::boolean(true), here);
      fact.set(Attr::payment_provider, Value::boolean(false), here)
          .set(Attr::plaintext, Value::boolean(false), here);
      return;
    }
    if (text.empty()) {
      const Value why = facts_.unknown("set by a template");
      for (Attr attr : {Attr::source, Attr::host, Attr::same_origin, Attr::plaintext, Attr::payment_provider})
        fact.set(attr, why, here);
    } else {
      fact.set(Attr::source, facts_.text(text), here)
          .set(Attr::same_origin, Value::boolean(url.is_relative), here)
          .set(Attr::plaintext, Value::boolean(url.is_plain), here)
          .set(Attr::payment_provider, Value::boolean(find_provider(models_, url.host) != nullptr), here);
      if (!url.host.empty()) fact.set(Attr::host, facts_.text(url.host), here);
    }
    add_integrity(fact, id, here);
  }

  void add_integrity(Fact& fact, NodeId id, const Origin& here) {
    const NodeId integrity = attribute(tree_, id, "integrity");
    if (integrity == kNoNode) {
      bool is_open = false;
      for (NodeId child : tree_.children(id)) {
        const bool is_action = tree_[child].key.empty() && tree_[child].kind == NodeKind::opaque;
        is_open =
            is_open || is_action || tree_[child].key == "th:integrity" || tree_[child].key == ":integrity";
      }
      fact.set(Attr::integrity, is_open ? facts_.unknown("a template may set it") : Value::boolean(false),
               here);
      return;
    }
    const std::string_view hash = tree_.text(integrity);
    const bool is_hash =
        hash.starts_with("sha256-") || hash.starts_with("sha384-") || hash.starts_with("sha512-");
    fact.set(
        Attr::integrity,
        tree_.is(integrity, NodeKind::string) ? Value::boolean(is_hash) : facts_.unknown("set by a template"),
        origin(integrity));
  }

  Facts& facts_;
  const Unit& unit_;
  const Tree& tree_;
  const Classifier& classifier_;
  const PageModels& models_;
  std::string_view path_;
  std::vector<NodeId> scripts_;
  NodeId payment_ = kNoNode;
  NodeId policy_ = kNoNode;
  bool is_whole_ = false;  // it has an `html` element
};

}  // namespace

Facts page_facts(const Units& units, const Classifier& classifier, const PageModels& models) {
  Facts facts;
  for (const Unit& unit : units.units) {
    const Tree* tree = unit.tree();
    if (tree == nullptr || unit.format != "html" || tree->roots().empty()) continue;
    Page(facts, unit, *tree, classifier, models, (*units.sources)[unit.file].path()).read();
  }
  return facts;
}

}  // namespace payaudit
