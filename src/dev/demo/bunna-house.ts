import type { DemoBrand } from './brand.ts';

/** An Ethiopian restaurant: birr with two decimals, menu prices with 15 % VAT inside. */
export const bunnaHouse: DemoBrand = {
  tenant: { name: 'Bunna House', slug: 'bunna-house', currency: 'ETB', country: 'ET', timeZone: 'Africa/Addis_Ababa', locale: 'en-ET' },
  outlets: [
    {
      name: 'Bunna House Bole',
      code: 'BOLE',
      pricesIncludeTax: true,
      taxes: { preset: 'ETHIOPIA' },
      serviceChargeRate: 0,
      cashRoundingStep: 5,
      address: 'Bole Road, Addis Ababa',
      phone: '+251 11 555 0115',
      legalName: 'Bunna House PLC',
      taxId: '0012345678',
      stations: [
        { code: 'KITCHEN', name: 'Kitchen', isDefault: true },
        { code: 'BUNNA', name: 'Coffee ceremony' },
      ],
      tables: [1, 2, 3, 4].map((number) => ({ name: `Table ${number}`, seats: 4 })),
    },
  ],
  parcels: [
    { name: 'Injera basket', description: 'Keeps a platter for four warm.', fee: 10_000 },
    { name: 'Paper bag', fee: 500 },
  ],
  groups: {
    injera: {
      name: 'Injera',
      selectionType: 'SINGLE',
      minSelections: 1,
      maxSelections: 1,
      options: [{ name: 'Teff', isDefault: true }, { name: 'Mixed grain' }, { name: 'Gluten-free teff', priceAdjustment: 2500 }],
    },
    heat: {
      name: 'Berbere',
      selectionType: 'SINGLE',
      minSelections: 0,
      maxSelections: 1,
      options: [{ name: 'Mild' }, { name: 'Medium', isDefault: true }, { name: 'Hot' }],
    },
    extra: {
      name: 'Extras',
      selectionType: 'QUANTITY',
      minSelections: 0,
      maxSelections: 5,
      options: [
        { name: 'Extra injera', priceAdjustment: 3000 },
        { name: 'Ayib', priceAdjustment: 4500 },
        { name: 'Boiled egg', priceAdjustment: 2000 },
      ],
    },
    vegetables: {
      name: 'Choose your dishes',
      selectionType: 'MULTIPLE',
      minSelections: 3,
      maxSelections: 5,
      options: [
        { name: 'Misir wot' },
        { name: 'Kik alicha' },
        { name: 'Gomen' },
        { name: 'Atkilt wot' },
        { name: 'Shiro', priceAdjustment: 1500 },
        { name: 'Fosolia' },
      ],
    },
  },
  categories: [
    {
      name: 'Wot & tibs',
      stationCode: 'KITCHEN',
      picture: 'POT',
      products: [
        { sku: 'DORO', name: 'Doro wot', price: 48000, popular: true, groups: ['injera', 'heat', 'extra'] },
        { sku: 'TIBS', name: 'Beef tibs', price: 52000, popular: true, groups: ['injera', 'heat', 'extra'] },
        { sku: 'LAMB', name: 'Lamb tibs', price: 56000, groups: ['injera', 'heat', 'extra'] },
        { sku: 'KITF', name: 'Kitfo', price: 58000, groups: ['injera', 'heat', 'extra'] },
        { sku: 'KEYW', name: 'Key wot', price: 45000, groups: ['injera', 'extra'] },
      ],
    },
    {
      name: 'Fasting dishes',
      description: 'Without meat, milk and eggs',
      stationCode: 'KITCHEN',
      picture: 'PLATE',
      products: [
        { sku: 'BEYA', name: 'Beyaynetu', price: 38000, popular: true, groups: ['injera', 'vegetables', 'heat'] },
        { sku: 'SHIR', name: 'Shiro tegabino', price: 29500, groups: ['injera', 'heat'] },
        { sku: 'MISR', name: 'Misir wot', price: 28500, groups: ['injera', 'heat'] },
        { sku: 'FIRF', name: 'Timatim firfir', price: 24000, groups: ['heat'] },
      ],
    },
    {
      name: 'Breakfast',
      stationCode: 'KITCHEN',
      picture: 'EGG',
      products: [
        { sku: 'CHEC', name: 'Chechebsa', price: 22000 },
        { sku: 'FULM', name: 'Ful medames', price: 19500, groups: ['extra'] },
        { sku: 'GENF', name: 'Genfo', price: 18000 },
      ],
    },
    {
      name: 'Coffee & drinks',
      stationCode: 'BUNNA',
      picture: 'JUG',
      products: [
        { sku: 'BUNA', name: 'Bunna ceremony', description: 'Three rounds: abol, tona, baraka', price: 15000, popular: true },
        { sku: 'MACC', name: 'Macchiato', price: 6500 },
        { sku: 'SHAI', name: 'Spiced tea', price: 4500 },
        { sku: 'TEJ', name: 'Tej', description: 'Honey wine', price: 18500 },
        { sku: 'AMBO', name: 'Ambo mineral water', price: 5000, stationCode: 'NONE', trackStock: true, stockQuantity: 96 },
      ],
    },
  ],
};
