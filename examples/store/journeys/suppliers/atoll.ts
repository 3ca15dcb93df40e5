/** The store as it is found through Eureka, with suppliers that stand in the same registry as its own services. */
import { at, system } from '@atoll/system'
import { supplier } from '../../contracts/supplier.ts'
import store from '../discovery/eureka/atoll.ts'

export default system('store', {
  ...store,
  external: { supplier: at('eureka:SUPPLIER', supplier) },
})
