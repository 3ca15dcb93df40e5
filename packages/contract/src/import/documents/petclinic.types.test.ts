/**
 * What may be said to Spring PetClinic 1.0.
 * A clinic for pets, its owners and its vets.
 * Written once from its OpenAPI document; from now on it is yours to change. A field of an answer
 * that may be missing may be null too, since many servers in Java write it so.
 * No contract says: the header ETag of an answer, an answer with status 304.
 */
import { anyone, command, contract, invalid, notFound, query } from '@atoll/contract'
import { z } from 'zod'

/** A time with its offset, or without one as LocalDateTime is written. */
const DateTime = z.iso.datetime({ offset: true, local: true })

const ValidationMessage = z.looseObject({ message: z.string() })

/** How every failure is told */
const RestError = z.object({
  /** The HTTP status */
  status: z.int32(),
  error: z.string(),
  /** Shape    uri */
  path: z.string(),
  timestamp: DateTime,
  message: z.string(),
  schemaValidationErrors: z.array(ValidationMessage),
  trace: z.string().nullish(),
})

const Role = z.object({ name: z.string().min(1).max(80) })

const User = z.object({
  username: z.string().min(1).max(80),
  password: z.string().min(1).max(80).nullish(),
  enabled: z.boolean().nullish(),
  roles: z.array(Role).nullish(),
})

/** What a vet is good at */
const Specialty = z.object({ id: z.int32().min(0), name: z.string().min(1).max(80) })

/** What a vet is good at */
const SpecialtyInput = z.object({
  id: z.int32().min(0).optional(),
  name: z.string().min(1).max(80),
})

const VetFields = z.object({
  firstName: z
    .string()
    .min(1)
    .max(30)
    .regex(/^[a-zA-Z]*$/u),
  lastName: z
    .string()
    .min(1)
    .max(30)
    .regex(/^[a-zA-Z]*$/u),
  specialties: z.array(Specialty),
})

const VetFieldsInput = z.object({
  firstName: z
    .string()
    .min(1)
    .max(30)
    .regex(/^[a-zA-Z]*$/u),
  lastName: z
    .string()
    .min(1)
    .max(30)
    .regex(/^[a-zA-Z]*$/u),
  specialties: z.array(SpecialtyInput),
})

/** A vet */
const Vet = VetFields.extend({ id: z.int32().min(0) })

/** A vet */
const VetInput = VetFieldsInput.extend({ id: z.int32().min(0).optional() })

const VisitFields = z.object({
  /** The day of the visit */
  date: z.iso.date().nullish(),
  description: z.string().min(1).max(255),
})

/** A visit to a vet */
const Visit = VisitFields.extend({ id: z.int32().min(0), petId: z.int32().min(0).nullish() })

/** A visit to a vet */
const VisitInput = VisitFields.extend({
  id: z.int32().min(0).optional(),
  petId: z.int32().min(0).optional(),
})

const PetTypeFields = z.object({ name: z.string().min(1).max(80) })

/** A kind of pet */
const PetType = PetTypeFields.extend({ id: z.int32().min(0) })

/** A kind of pet */
const PetTypeInput = PetTypeFields.extend({ id: z.int32().min(0).optional() })

/** What may be changed of a pet */
const PetFieldsInput = z.object({
  name: z.string().max(30),
  birthDate: z.iso.date(),
  type: PetTypeInput,
})

/** What may be changed of a pet */
const PetFields = z.object({ name: z.string().max(30), birthDate: z.iso.date(), type: PetType })

/** A pet with its visits */
const Pet = PetFields.extend({
  id: z.int32().min(0),
  ownerId: z.int32().min(0).nullish(),
  visits: z.array(Visit),
})

/** A pet with its visits */
const PetInput = PetFieldsInput.extend({
  id: z.int32().min(0).optional(),
  ownerId: z.int32().min(0).optional(),
  visits: z.array(VisitInput).optional(),
})

/** What may be changed of an owner */
const OwnerFields = z.object({
  firstName: z
    .string()
    .min(1)
    .max(30)
    .regex(/^[a-zA-Z]*$/u),
  lastName: z
    .string()
    .min(1)
    .max(30)
    .regex(/^[a-zA-Z]*$/u),
  address: z.string().min(1).max(255),
  city: z.string().min(1).max(80),
  telephone: z
    .string()
    .min(1)
    .max(20)
    .regex(/^[0-9]*$/u),
})

/** Whoever brings pets */
const Owner = OwnerFields.extend({ id: z.int32().min(0).nullish(), pets: z.array(Pet) })

/** What was sent is wrong */
const wrong = invalid(RestError)

/** There is no such thing */
const unknown = notFound(RestError)

/** Spring PetClinic. */
export const petclinic = contract('petclinic', 1, {
  /** Owners, all of them or those of one name */
  listOwners: query({
    input: z.object({ lastName: z.string().optional() }),
    output: z.array(Owner),
    allow: anyone,
    http: 'GET /petclinic/api/owners',
  }),
  /** A new owner */
  addOwner: command({
    input: OwnerFields,
    output: Owner,
    faults: { wrong },
    allow: anyone,
    http: 'POST /petclinic/api/owners 201',
  }),
  /** One owner with pets and visits */
  getOwner: query({
    input: z.object({ ownerId: z.int32().min(0) }),
    output: Owner,
    faults: { wrong, unknown },
    allow: anyone,
    http: 'GET /petclinic/api/owners/{ownerId}',
  }),
  /** Changes an owner */
  updateOwner: command({
    input: OwnerFields.extend({ ownerId: z.int32().min(0) }),
    output: Owner,
    faults: { wrong, unknown },
    allow: anyone,
    http: 'PUT /petclinic/api/owners/{ownerId}',
  }),
  /** Forgets an owner */
  deleteOwner: command({
    input: z.object({ ownerId: z.int32().min(0) }),
    output: Owner,
    faults: { wrong, unknown },
    allow: anyone,
    http: 'DELETE /petclinic/api/owners/{ownerId}',
  }),
  /** A new pet of an owner */
  addPetToOwner: command({
    input: PetFieldsInput.extend({ ownerId: z.int32().min(0) }),
    output: Pet,
    faults: { wrong, unknown },
    allow: anyone,
    http: 'POST /petclinic/api/owners/{ownerId}/pets 201',
  }),
  /** One pet of an owner */
  getOwnersPet: query({
    input: z.object({ ownerId: z.int32().min(0), petId: z.int32().min(0) }),
    output: Pet,
    faults: { wrong, unknown },
    allow: anyone,
    http: 'GET /petclinic/api/owners/{ownerId}/pets/{petId}',
  }),
  /** Changes a pet of an owner */
  updateOwnersPet: command({
    input: PetFieldsInput.extend({ ownerId: z.int32().min(0), petId: z.int32().min(0) }),
    output: z.null(),
    faults: { wrong, unknown },
    allow: anyone,
    http: 'PUT /petclinic/api/owners/{ownerId}/pets/{petId} 204',
  }),
  /** A new visit of a pet */
  addVisit: command({
    input: VisitFields.extend({ ownerId: z.int32().min(0), petId: z.int32().min(0) }),
    output: Visit,
    faults: { wrong, unknown },
    allow: anyone,
    http: 'POST /petclinic/api/owners/{ownerId}/pets/{petId}/visits 201',
  }),
  /** Kinds of pets */
  listPetTypes: query({
    input: z.object({}),
    output: z.array(PetType),
    allow: anyone,
    http: 'GET /petclinic/api/pettypes',
  }),
  /** A new kind of pet */
  addPetType: command({
    input: PetTypeInput,
    output: PetType,
    faults: { wrong, unknown },
    allow: anyone,
    http: 'POST /petclinic/api/pettypes',
  }),
  /** One kind of pet */
  getPetType: query({
    input: z.object({ petTypeId: z.int32().min(0) }),
    output: PetType,
    faults: { wrong, unknown },
    allow: anyone,
    http: 'GET /petclinic/api/pettypes/{petTypeId}',
  }),
  /** Changes a kind of pet */
  updatePetType: command({
    input: PetTypeInput.extend({ petTypeId: z.int32().min(0) }),
    output: PetType,
    faults: { wrong, unknown },
    allow: anyone,
    http: 'PUT /petclinic/api/pettypes/{petTypeId}',
  }),
  /** Forgets a kind of pet */
  deletePetType: command({
    input: z.object({ petTypeId: z.int32().min(0) }),
    output: PetType,
    faults: { wrong, unknown },
    allow: anyone,
    http: 'DELETE /petclinic/api/pettypes/{petTypeId}',
  }),
  /** All pets */
  listPets: query({
    input: z.object({}),
    output: z.array(Pet),
    allow: anyone,
    http: 'GET /petclinic/api/pets',
  }),
  /** A new pet */
  addPet: command({
    input: PetInput,
    output: Pet,
    faults: { wrong, unknown },
    allow: anyone,
    http: 'POST /petclinic/api/pets',
  }),
  /** One pet */
  getPet: query({
    input: z.object({ petId: z.int32().min(0) }),
    output: Pet,
    faults: { wrong, unknown },
    allow: anyone,
    http: 'GET /petclinic/api/pets/{petId}',
  }),
  /** Changes a pet */
  updatePet: command({
    input: PetInput.extend({ petId: z.int32().min(0) }),
    output: Pet,
    faults: { wrong, unknown },
    allow: anyone,
    http: 'PUT /petclinic/api/pets/{petId}',
  }),
  /** Forgets a pet */
  deletePet: command({
    input: z.object({ petId: z.int32().min(0) }),
    output: Pet,
    faults: { wrong, unknown },
    allow: anyone,
    http: 'DELETE /petclinic/api/pets/{petId}',
  }),
  /** All visits */
  listVisits: query({
    input: z.object({}),
    output: z.array(Visit),
    allow: anyone,
    http: 'GET /petclinic/api/visits',
  }),
  /** A new visit */
  addVisitOfAnyPet: command({
    input: VisitInput,
    output: Visit,
    faults: { wrong, unknown },
    allow: anyone,
    http: 'POST /petclinic/api/visits',
  }),
  /** One visit */
  getVisit: query({
    input: z.object({ visitId: z.int32().min(0) }),
    output: Visit,
    faults: { wrong, unknown },
    allow: anyone,
    http: 'GET /petclinic/api/visits/{visitId}',
  }),
  /** Changes a visit */
  updateVisit: command({
    input: VisitFields.extend({ visitId: z.int32().min(0) }),
    output: Visit,
    faults: { wrong, unknown },
    allow: anyone,
    http: 'PUT /petclinic/api/visits/{visitId}',
  }),
  /** Forgets a visit */
  deleteVisit: command({
    input: z.object({ visitId: z.int32().min(0) }),
    output: Visit,
    faults: { wrong, unknown },
    allow: anyone,
    http: 'DELETE /petclinic/api/visits/{visitId}',
  }),
  /** What vets are good at */
  listSpecialties: query({
    input: z.object({}),
    output: z.array(Specialty),
    allow: anyone,
    http: 'GET /petclinic/api/specialties',
  }),
  /** A new specialty */
  addSpecialty: command({
    input: SpecialtyInput,
    output: Specialty,
    faults: { wrong, unknown },
    allow: anyone,
    http: 'POST /petclinic/api/specialties',
  }),
  /** One specialty */
  getSpecialty: query({
    input: z.object({ specialtyId: z.int32().min(0) }),
    output: Specialty,
    faults: { wrong, unknown },
    allow: anyone,
    http: 'GET /petclinic/api/specialties/{specialtyId}',
  }),
  /** Changes a specialty */
  updateSpecialty: command({
    input: SpecialtyInput.extend({ specialtyId: z.int32().min(0) }),
    output: Specialty,
    faults: { wrong, unknown },
    allow: anyone,
    http: 'PUT /petclinic/api/specialties/{specialtyId}',
  }),
  /** Forgets a specialty */
  deleteSpecialty: command({
    input: z.object({ specialtyId: z.int32().min(0) }),
    output: Specialty,
    faults: { wrong, unknown },
    allow: anyone,
    http: 'DELETE /petclinic/api/specialties/{specialtyId}',
  }),
  /** All vets */
  listVets: query({
    input: z.object({}),
    output: z.array(Vet),
    allow: anyone,
    http: 'GET /petclinic/api/vets',
  }),
  /** A new vet */
  addVet: command({
    input: VetInput,
    output: Vet,
    faults: { wrong, unknown },
    allow: anyone,
    http: 'POST /petclinic/api/vets',
  }),
  /** One vet */
  getVet: query({
    input: z.object({ vetId: z.int32().min(0) }),
    output: Vet,
    faults: { wrong, unknown },
    allow: anyone,
    http: 'GET /petclinic/api/vets/{vetId}',
  }),
  /** Changes a vet */
  updateVet: command({
    input: VetInput.extend({ vetId: z.int32().min(0) }),
    output: Vet,
    faults: { wrong, unknown },
    allow: anyone,
    http: 'PUT /petclinic/api/vets/{vetId}',
  }),
  /** Forgets a vet */
  deleteVet: command({
    input: z.object({ vetId: z.int32().min(0) }),
    output: Vet,
    faults: { wrong, unknown },
    allow: anyone,
    http: 'DELETE /petclinic/api/vets/{vetId}',
  }),
  /** A new user */
  addUser: command({
    input: User,
    output: User,
    faults: { wrong, unknown },
    allow: anyone,
    http: 'POST /petclinic/api/users',
  }),
})

// Left out of it:
// - GET /oops (failingRequest): it answers with text/plain, and ours are JSON

// What must compile of it, and what must not.
import type { DeclaredFaults } from '../../contract.ts'
import type { Written } from '../../schema.ts'

type Clinic = typeof petclinic

const owner = {
  firstName: 'Jean',
  lastName: 'Coleman',
  address: '105 N. Lake St.',
  city: 'Monona',
  telephone: '6085552654',
}

export const compiles = {
  owner: { ...owner, ownerId: 1 } satisfies Written<Clinic['updateOwner']['input']>,
  unknown: (fault: DeclaredFaults<Clinic['getOwner']>) => fault.details.message satisfies string,
}

export const refused = {
  // @ts-expect-error no such operation
  none: owner satisfies Written<Clinic['updateOwners']['input']>,
  // @ts-expect-error the field of the path is missing
  missing: owner satisfies Written<Clinic['updateOwner']['input']>,
  // @ts-expect-error a number in the path
  text: { ownerId: '1' } satisfies Written<Clinic['getOwner']['input']>,
  // @ts-expect-error it declares no such fault
  fault: (fault: DeclaredFaults<Clinic['getOwner']>) => fault.code === 'conflict',
}
