/**
 * What was decided about every door of the store, by hand: who may come, and what each text that it takes names. The
 * attacks compare these tables with contracts and routes, so that nothing new stands open before somebody has looked.
 */

/** Who may come. */
export const whoMayCome: Readonly<Record<string, 'anyone' | readonly string[]>> = {
  'POST /api/session': 'anyone',
  'GET /api/products': 'anyone',
  'GET /api/products/{sku}': 'anyone',
  'POST /api/orders': ['orders:write'],
  'GET /api/orders': ['orders:read'],
  'GET /api/orders/{orderId}': ['orders:read'],
  'GET /api/orders/{orderId}/events': ['orders:read'],
  'GET /': 'anyone',
  'GET /products/{sku}': 'anyone',
  'GET /basket': 'anyone',
  'POST /basket': 'anyone',
  'GET /checkout': 'anyone',
  'POST /checkout': ['orders:write'],
  'GET /orders': ['orders:read'],
  'GET /orders/{orderId}': ['orders:read'],
  'GET /sign-in': 'anyone',
  'POST /sign-in': 'anyone',
  'POST /sign-out': 'anyone',
  'catalog.products': 'anyone',
  'catalog.product': 'anyone',
  'catalog.productsOf': 'anyone',
  'catalog.priceOf': 'anyone',
  'customers.signIn': 'anyone',
  'customers.demoCustomers': 'anyone',
  'customers.me': [],
  'inventory.stockOf': 'anyone',
  'inventory.stockOfMany': 'anyone',
  'inventory.orderSupply': ['supplies:write'],
  'inventory.suppliesOf': ['supplies:read'],
  'orders.place': ['orders:write'],
  'orders.order': ['orders:read'],
  'orders.orders': ['orders:read'],
  'orders.follow': ['orders:read'],
  'payments.keepCard': ['orders:write'],
  'delivery.shipmentOf': ['orders:read'],
}

/**
 * What a text names: a thing that belongs to one customer, with the kind of thing; a thing that everybody may see; or
 * nothing at all, being words.
 */
export const whatIsNamed: Readonly<Record<string, 'order of one customer' | 'public' | 'words'>> = {
  'POST /api/session /email': 'words',
  'GET /api/products /query': 'words',
  'GET /api/products /category': 'words',
  'GET /api/products /after': 'public',
  'GET /api/products/{sku} /sku': 'public',
  'POST /api/orders /lines/0/sku': 'public',
  'GET /api/orders /after': 'order of one customer',
  'GET /api/orders/{orderId} /orderId': 'order of one customer',
  'GET /api/orders/{orderId}/events /orderId': 'order of one customer',
  'GET /products/{sku} /sku': 'public',
  'GET /orders/{orderId} /orderId': 'order of one customer',
  'catalog.products /query': 'words',
  'catalog.products /category': 'words',
  'catalog.products /after': 'public',
  'catalog.product /sku': 'public',
  'catalog.productsOf /skus/0': 'public',
  'catalog.priceOf /skus/0': 'public',
  'customers.signIn /email': 'words',
  'inventory.stockOf /sku': 'public',
  'inventory.stockOfMany /skus/0': 'public',
  'inventory.orderSupply /supplyId': 'words',
  'inventory.orderSupply /sku': 'public',
  'inventory.suppliesOf /sku': 'public',
  'orders.place /lines/0/sku': 'public',
  'orders.order /orderId': 'order of one customer',
  'orders.orders /after': 'order of one customer',
  'orders.follow /orderId': 'order of one customer',
  'delivery.shipmentOf /orderId': 'order of one customer',
}
