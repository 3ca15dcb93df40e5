export {
  type ImportedContract,
  type ImportRemark,
  importOpenApi,
  type RefusedImport,
} from './import-openapi.ts'
