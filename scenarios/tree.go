package scenarios

// clone returns a copy that shares nothing.
func (n *node) clone() *node {
	copied := *n
	copied.pairs, copied.items = nil, nil
	for _, p := range n.pairs {
		copied.pairs = append(copied.pairs, pair{p.key.clone(), p.value.clone()})
	}
	for _, item := range n.items {
		copied.items = append(copied.items, item.clone())
	}
	return &copied
}

// put sets the value at a path of keys, and makes the mappings on the way where there are none. All
// that is new is marked as coming from the override.
func (n *node) put(path []string, value *node, override string) {
	if n.form != mapping {
		*n = node{form: mapping, override: override}
	}
	if len(path) == 1 {
		value.mark(override)
		n.set(path[0], value, override)
		return
	}
	inner := n.get(path[0])
	if inner == nil {
		inner = &node{form: mapping, override: override}
		n.set(path[0], inner, override)
	}
	inner.put(path[1:], value, override)
}

// set sets the value of a key.
func (n *node) set(key string, value *node, override string) {
	for i := range n.pairs {
		if n.pairs[i].key.text == key {
			n.pairs[i].value = value
			return
		}
	}
	n.pairs = append(n.pairs, pair{&node{text: key, override: override}, value})
}

// markAdded marks a value and all in it as standing in an added step.
func (n *node) markAdded(step int) { n.visit(func(inner *node) { inner.added = step }) }

// mark marks a value and all in it as coming from an override.
func (n *node) mark(override string) { n.visit(func(inner *node) { inner.override = override }) }

// visit calls a function with a value and with all keys and values in it.
func (n *node) visit(do func(*node)) {
	do(n)
	for _, p := range n.pairs {
		p.key.visit(do)
		p.value.visit(do)
	}
	for _, item := range n.items {
		item.visit(do)
	}
}
