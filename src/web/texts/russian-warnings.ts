/** The domain's warnings in Russian; those of one file begin with its name, which stays. */
const WARNINGS: readonly { readonly english: RegExp; readonly russian: string }[] = [
  {
    english: /truncated: ([\d.]+) of the declared ([\d.]+) s could be decoded$/,
    russian: 'файл обрезан: декодировано $1 из заявленных $2 с',
  },
  {
    english: /truncated: the end is missing or damaged; ([\d.]+) s could be decoded$/,
    russian: 'файл обрезан: конец отсутствует или повреждён; декодировано $1 с',
  },
  {
    english: /damaged: (\d+) packets inside the recording could not be decoded$/,
    russian: 'файл повреждён: число пакетов внутри записи, которые не удалось декодировать, — $1',
  },
  {
    english: /damaged: ([\d.]+) s inside the recording are missing$/,
    russian: 'файл повреждён: внутри записи недостаёт $1 с',
  },
  {
    english: /^the query holds one note, hum or tick over and over \(variety ([\d.]+)\).*$/,
    russian:
      'в запросе лишь повторяющаяся нота, гул или щелчки (разнообразие $1); такие звуки совмещаются друг с другом независимо от происхождения, поэтому поиск не выполнялся',
  },
  {
    english: /^the query sounds like noise \(variety ([\d.]+)\).*$/,
    russian: 'запрос похож на шум (разнообразие $1); другое его содержание распознать трудно',
  },
  {
    english: /^the query lasts ([\d.]+) s; searches are judged on parts of (\d+) s and more$/,
    russian: 'запрос длится $1 с; поиск проверен на частях от $2 с',
  },
  {
    english: /^the two run on from segment to segment without a cut, but at changing tempi \((.*?)\).*$/,
    russian:
      'записи продолжаются от участка к участку без разрывов, но в меняющемся темпе ($1): с копией такое бывает, лишь если скорость аппарата была непостоянной; так же звучит и другое исполнение того же произведения, и отношение правдоподобия их не различает',
  },
  {
    english: /^the two run together note by note, but each lacks much .* another rendition does$/,
    russian:
      'записи совпадают нота в ноту, но в каждой недостаёт многого из того, что громко звучит в другой: так звучат два исполнения одного произведения другими инструментами или другим синтезатором и редко копия; отношение правдоподобия копии и разных записей их не различает, отношение копии и другого исполнения различает',
  },
  {
    english: /^the two run together note by note, but each lacks much .* does not tell them apart$/,
    russian:
      'записи совпадают нота в ноту, но в каждой недостаёт многого из того, что громко звучит в другой: так звучат два исполнения одного произведения другими инструментами или другим синтезатором и редко копия; отношение правдоподобия копии и разных записей их не различает',
  },
  {
    english: /holds no music or speech, but one note, hum or tick over and over \(variety ([\d.]+)\).*$/,
    russian:
      'в записи нет ни музыки, ни речи, а лишь повторяющаяся нота, гул или щелчки (разнообразие $1); такие звуки совмещаются друг с другом независимо от происхождения, поэтому поддержка общего происхождения не указывается',
  },
  {
    english: /sounds like noise \(variety ([\d.]+)\).*$/,
    russian: 'запись похожа на шум (разнообразие $1); другое её содержание распознать трудно',
  },
];

/** A warning in Russian; one that is not known stays as it is. */
export function russianWarning(warning: string): string {
  const known = WARNINGS.find(({ english }) => english.test(warning));
  return known === undefined ? warning : warning.replace(known.english, known.russian);
}
